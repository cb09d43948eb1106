/** What a model costs, in billionths of a dollar per token: whole numbers, so that sums are exact. */
export interface ModelPrice {
  readonly promptNanos: number;
  readonly completionNanos: number;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const prices: ReadonlyMap<string, ModelPrice> = new Map([
  ['aurora-large', { promptNanos: 2_500, completionNanos: 10_000 }],
  ['aurora-small', { promptNanos: 150, completionNanos: 600 }],
  ['breeze-mini', { promptNanos: 95, completionNanos: 385 }],
]);

export const modelNames: readonly string[] = [...prices.keys()];

/** Undefined where there is no model of this name. */
export function priceOf(model: string): ModelPrice | undefined {
  return prices.get(model);
}

/** The cost of a call in millionths of a dollar, rounded once, half up. */
export function costMicros(price: ModelPrice, usage: Usage): number {
  const nanos =
    usage.promptTokens * price.promptNanos + usage.completionTokens * price.completionNanos;
  return Math.round(nanos / 1000);
}

/** As the API shows it. */
export function dollars(micros: number): number {
  return micros / 1_000_000;
}
