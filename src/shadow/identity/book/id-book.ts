import { identityCharsMax } from '../recognizing/id-values.ts';
import type { IdJournal } from './id-journal.ts';
import { chooseEntry, type Entry, isSuperseded } from './id-entry.ts';
import type { IdMapping, LabelledMapping } from './id-mapping.ts';
import { indexOf, ofKind, onlyOne, put, sameKind, take } from './id-index.ts';
import { haveSameStem } from '../recognizing/kind-stem.ts';
import { MemberNames } from './member-names.ts';

/** The number of kinds of things to remember. */
const kindsMax = 1_000;

/**
 * Remembers which values the two deployments minted for the same thing. A value that cannot have been minted
 * twice means the same anywhere; a number or a word means something only for its kind. Mappings that were not
 * used for long are forgotten first.
 *
 * The first mapping holds. The book rejects later ones that contradict it, unless the value is of a sort that
 * changes, the thing is gone, or the new mapping is from the answer to the write that made the thing.
 */
export class IdBook {
  readonly #max: number;
  /** The mapping that was learned first and not used since comes first. */
  readonly #byPrimary = new Map<string, Entry[]>();
  readonly #byCandidate = new Map<string, Entry[]>();
  /** Words that preceded an identity in a path, or were part of a name such as `keyId`. */
  readonly #kinds = new Set<string>();
  readonly #journal: IdJournal | null;
  readonly #onTypeChange: (mapping: IdMapping) => void;
  /** Kinds of things whose ids have another JSON type at the candidate. */
  readonly #typeChanged = new Set<string>();
  /** Names of members that are words and not identities. */
  readonly names = new MemberNames();
  #size = 0;
  #learned = 0;

  /**
   * @param max the largest number of mappings
   * @param journal of the previous book, whose content this one takes over; null if there is none
   * @param onTypeChange called once for each kind of things whose ids are numbers on one side only
   */
  constructor(
    max: number,
    journal: IdJournal | null = null,
    onTypeChange: (mapping: IdMapping) => void = () => undefined,
  ) {
    this.#onTypeChange = onTypeChange;
    this.#max = max;
    this.#journal = journal;
    if (journal === null) return;
    const { kinds, mappings } = journal.read();
    for (const kind of kinds) this.#kinds.add(kind);
    for (const mapping of mappings) this.#put(mapping);
  }

  get size(): number {
    return this.#size;
  }

  /** How often something was learned. While this stays the same, the book has learned nothing new. */
  get learned(): number {
    return this.#learned;
  }

  /** The candidate's identity for a thing of primary's; undefined if it is not known. */
  ofPrimary(value: string, kind: string): LabelledMapping | undefined {
    const entries = this.#byPrimary.get(indexOf(value, kind));
    return entries === undefined ? undefined : chooseEntry(entries, value, kind, this.#kinds);
  }

  /** Primary's identity for a thing of the candidate's. */
  ofCandidate(value: string, kind: string): LabelledMapping | undefined {
    const entries = this.#byCandidate.get(indexOf(value, kind));
    return entries === undefined ? undefined : chooseEntry(entries, value, kind, this.#kinds);
  }

  /** Notes that a mapping was used, so that it is remembered longer. */
  used(mapping: LabelledMapping): void {
    (mapping as Entry).isOfUse = true;
  }

  /** Notes a kind of things, because identities were found under its name. */
  noteKind(kind: string): void {
    if (kind === '' || this.#kinds.has(kind) || this.#kinds.size === kindsMax) return;
    this.#kinds.add(kind);
    if (this.#journal?.kind(kind) === false) this.#writeAnew();
  }

  isKind(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  /**
   * A mapping from the answer to a creation replaces all guesses about either side. It also replaces the
   * mapping of a removed thing that had the same name at primary before.
   *
   * @returns whether the book now has this mapping
   */
  learn(mapping: IdMapping): boolean {
    const { primary, candidate, kind } = mapping;
    if (Math.max(primary.length, candidate.length) > identityCharsMax) return false;
    if (mapping.isShared) return this.#learnShared(mapping);
    if (mapping.primaryIsNumber !== mapping.candidateIsNumber) this.#noteType(mapping);
    const before = sameKind(this.#byPrimary, primary, kind);
    if (before?.candidate === candidate) {
      before.released = 'no';
      this.#amend(before, mapping);
      return true;
    }
    const other = sameKind(this.#byCandidate, candidate, kind);
    const areSuperseded =
      (before === undefined ||
        mapping.fromCreation ||
        isSuperseded(before, mapping, this.#named(mapping))) &&
      (other === undefined || isSuperseded(other, mapping, this.#named(mapping)));
    if (!areSuperseded || before?.pinned === true || other?.pinned === true) return false;
    if (before !== undefined) this.#remove(before);
    if (other !== undefined) this.#remove(other);
    // Equal identities are remembered as such, unless the thing soon gets others anyway.
    if (primary !== candidate || !mapping.changes) this.#add(mapping);
    return true;
  }

  /** All mappings that primary's word may stand for, if it may name several things. */
  allOfPrimary(value: string, kind: string): readonly LabelledMapping[] {
    return ofKind(this.#byPrimary, value, kind);
  }

  allOfCandidate(value: string, kind: string): readonly LabelledMapping[] {
    return ofKind(this.#byCandidate, value, kind);
  }

  /** The thing with this identity at primary, of whatever kind; undefined unless there is exactly one. */
  soleOfPrimary(value: string): LabelledMapping | undefined {
    return onlyOne(this.#byPrimary.get(value) ?? []);
  }

  /** The same for an identity at the candidate. */
  soleOfCandidate(value: string): LabelledMapping | undefined {
    return onlyOne(this.#byCandidate.get(value) ?? []);
  }

  /**
   * Notes that a thing is gone, or may be. Its name is still translated, and another thing may get it.
   *
   * @param kind kinds that differ only in a verb, such as `updatenote` and `note`, are released, too
   */
  release(value: string, kind: string, isSure: boolean): void {
    const known = this.ofPrimary(value, kind) as Entry | undefined;
    if (known !== undefined && isSure) known.released = 'surely';
    for (const entry of this.#named({ primary: value, kind })) {
      if (entry.released === 'no' && haveSameStem(entry.kind, kind)) entry.released = 'perhaps';
    }
  }

  /** The entries for this name at primary, of any kind. */
  #named({ primary, kind }: Pick<IdMapping, 'primary' | 'kind'>): readonly Entry[] {
    return this.#byPrimary.get(indexOf(primary, kind)) ?? [];
  }

  #noteType(mapping: IdMapping): void {
    const { kind, changes, pinned } = mapping;
    if (changes || pinned || this.#typeChanged.has(kind) || this.#typeChanged.size === kindsMax)
      return;
    this.#typeChanged.add(kind);
    this.#onTypeChange(mapping);
  }

  #learnShared(mapping: IdMapping): boolean {
    const known = this.allOfPrimary(mapping.primary, mapping.kind);
    if (!known.some(({ candidate }) => candidate === mapping.candidate)) this.#add(mapping);
    return true;
  }

  #add(mapping: IdMapping): void {
    const entry = this.#put(mapping);
    if (this.#journal?.learned(entry) === false) this.#writeAnew();
    if (this.#size > this.#max) this.#forgetSome();
  }

  #put(mapping: IdMapping): Entry {
    this.#learned += 1;
    const word = /^[a-z]{1,24}(?= |$)/.exec(mapping.kind)?.[0] ?? 'id';
    const label = `‹${word} #${this.#learned}›`;
    const entry: Entry = { ...mapping, label, released: 'no', isOfUse: false };
    put(this.#byPrimary, indexOf(entry.primary, entry.kind), entry);
    put(this.#byCandidate, indexOf(entry.candidate, entry.kind), entry);
    this.#size += 1;
    return entry;
  }

  /**
   * Adds to a known mapping: that it is from the answer to the write that made the thing, or that a value
   * from a URL or a header is a number in JSON.
   */
  #amend(entry: Entry, mapping: IdMapping): void {
    const fromCreation = entry.fromCreation || mapping.fromCreation;
    const primaryIsNumber = entry.primaryIsNumber || mapping.primaryIsNumber;
    const candidateIsNumber = entry.candidateIsNumber || mapping.candidateIsNumber;
    const isSame =
      fromCreation === entry.fromCreation &&
      primaryIsNumber === entry.primaryIsNumber &&
      candidateIsNumber === entry.candidateIsNumber;
    if (isSame) return;
    const isWritten = this.#journal?.forgotten(entry) !== false;
    Object.assign(entry, { fromCreation, primaryIsNumber, candidateIsNumber });
    if (!isWritten || this.#journal?.learned(entry) === false) this.#writeAnew();
  }

  #writeAnew(): void {
    this.#journal?.rewrite({
      kinds: [...this.#kinds],
      mappings: [...this.#byPrimary.values()].flat(),
    });
  }

  /**
   * Entries that were used get a second chance (the clock of Corbató, 1968): moving an entry to the end at
   * each use would cost more than everything else that is done with it. A sixteenth is forgotten at once,
   * because a map that always loses its first entry has to step over all that it lost before.
   */
  #forgetSome(): void {
    const sizeMax = Math.floor(this.#max * (15 / 16));
    for (const [index, entries] of this.#byPrimary) {
      if (this.#size <= sizeMax) return;
      if (entries.some(({ isOfUse }) => isOfUse)) {
        for (const entry of entries) entry.isOfUse = false;
        this.#byPrimary.delete(index);
        this.#byPrimary.set(index, entries);
        continue;
      }
      for (const entry of entries) if (!entry.pinned) this.#remove(entry);
    }
  }

  #remove(entry: Entry): void {
    take(this.#byPrimary, indexOf(entry.primary, entry.kind), entry);
    take(this.#byCandidate, indexOf(entry.candidate, entry.kind), entry);
    this.#size -= 1;
    if (this.#journal?.forgotten(entry) === false) this.#writeAnew();
  }
}
