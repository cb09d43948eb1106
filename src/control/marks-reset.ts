/** Asks the shadow plane to clear its marks, when the evidence is reset. */
export interface MarksReset {
  /** The function that passes it on; before it is set, this process has no marks either. */
  connect(send: () => void): void;
  forget(): void;
}

export function createMarksReset(): MarksReset {
  let send: (() => void) | null = null;
  return {
    connect(sender) {
      send = sender;
    },
    forget: () => send?.(),
  };
}
