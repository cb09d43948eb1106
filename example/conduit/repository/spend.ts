/** What a number of requests came to. */
export interface Spend {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costMicros: number;
}

export interface ModelSpend extends Spend {
  readonly model: string;
}

/** The sum of several. */
export function addUp(spends: readonly Spend[]): Spend {
  const total = { requests: 0, promptTokens: 0, completionTokens: 0, costMicros: 0 };
  for (const spend of spends) {
    total.requests += spend.requests;
    total.promptTokens += spend.promptTokens;
    total.completionTokens += spend.completionTokens;
    total.costMicros += spend.costMicros;
  }
  return total;
}
