/** Whether the server refused a value that it cannot store; another try would fail too. */
export function isRefusedValue(error: unknown): boolean {
  const state = stateOf(error);
  return state.startsWith('22') || state.startsWith('54');
}

/** The schema was dropped after this process had created it. */
export function isMissingTable(error: unknown): boolean {
  return ['42P01', '3F000'].includes(stateOf(error));
}

function stateOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
