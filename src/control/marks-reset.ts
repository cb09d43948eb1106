/** Asks the shadow plane to clear its marks, when the evidence is reset. */
export interface MarksReset {
  /** Who can pass it on; until there is someone, there are no marks of this process either. */
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
