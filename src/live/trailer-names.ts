import { colon, lf } from '../wire/octets.ts';
import { isEditedName } from './head-edits.ts';

/** The longest name that is searched for. */
const nameCharsMax = 64;

/** Reads the names of trailers, piece by piece: some servers read them as fields of the head. */
export class TrailerNames {
  #name = '';
  #isInName = true;
  #haveEdited = false;

  /** A trailer has the name of a field that is edited in heads. */
  get haveEdited(): boolean {
    return this.#haveEdited;
  }

  startMessage(): void {
    this.#name = '';
    this.#isInName = true;
  }

  read(piece: Uint8Array): void {
    for (const octet of piece) {
      if (octet === lf) this.startMessage();
      else if (octet === colon) this.#endName();
      else if (this.#isInName && this.#name.length < nameCharsMax) {
        this.#name += String.fromCharCode(octet);
      }
    }
  }

  #endName(): void {
    if (this.#isInName && isEditedName(this.#name)) this.#haveEdited = true;
    this.#isInName = false;
  }
}
