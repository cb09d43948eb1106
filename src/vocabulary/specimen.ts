import type { Identity } from './identities.ts';

/**
 * A mismatching exchange as people are shown it: redacted, and bounded in size. Everything in it was
 * sent by someone: it is to be escaped wherever it is shown.
 */
export interface Specimen {
  readonly request: SpecimenRequest;
  readonly primary: SpecimenResponse;
  /** Null where the candidate gave no whole answer. */
  readonly candidate: SpecimenResponse | null;
  readonly times: SpecimenTimes;
  /** Of what is known of the identities in it, that which is shown in the messages anyway. */
  readonly identities: readonly Identity[];
}

export interface SpecimenRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in wire order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: SpecimenBody;
}

export interface SpecimenResponse {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: SpecimenBody;
}

export interface SpecimenBody {
  /** How `text` is to be read; there is none of `binary`, `unread` and `empty` bodies. */
  readonly kind: 'json' | 'text' | 'binary' | 'unread' | 'empty';
  readonly text: string;
  /** Of the whole body, as captured. */
  readonly bytes: number;
  /** The text leaves something out. */
  readonly cut: boolean;
}

/** Milliseconds on the live thread's clock since the first request byte; null where not known. */
export interface SpecimenTimes {
  readonly sentMs: number | null;
  readonly firstByteMs: number | null;
  readonly endedMs: number | null;
}
