/** In an answer without a message they stand in the head, and else in the trailers. */
export const grpcStatusFields = ['grpc-status', 'grpc-message', 'grpc-status-details-bin'] as const;

const grpcStatus: ReadonlySet<string> = new Set(grpcStatusFields);

/** Whether gRPC says by this field how a call ended. */
export function isGrpcStatus(name: string): boolean {
  return grpcStatus.has(name);
}

const digest = /^(?:content-digest|repr-digest|digest|content-md5|etag|x-amz-checksum-.*)$/;

/** Whether a field is computed of the bytes of the body: where these are spelled otherwise, so is it. */
export function isDigest(name: string): boolean {
  return digest.test(name);
}
