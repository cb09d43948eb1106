import { Client } from 'undici';

export interface GatewayRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly text: string;
}

/** A client with one kept-alive connection, which waits for each answer before it asks again. */
export interface GatewayClient {
  /** @throws Error when there is no whole answer, or one that says the server failed */
  send(request: GatewayRequest): Promise<GatewayAnswer>;
  close(): Promise<void>;
}

export function connectToGateway(url: string, signal: AbortSignal): GatewayClient {
  const client = new Client(url);
  return {
    async send({ method, path, body, headers = {} }) {
      const answer = await client.request({
        method,
        path,
        headers: { 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        signal,
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 500) {
        throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`);
      }
      return { status: answer.statusCode, text };
    },
    close: () => client.destroy(),
  };
}
