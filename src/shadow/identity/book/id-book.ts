import { identityCharsMax } from '../recognizing/id-values.ts';
import type { IdJournal } from './id-journal.ts';
import { chooseEntry, type Entry, isSuperseded } from './id-entry.ts';
import type { IdMapping, LabelledMapping } from './id-mapping.ts';
import { indexOf, ofKind, onlyOne, put, sameKind, take } from './id-index.ts';
import { haveSameStem } from '../recognizing/kind-stem.ts';
import { MemberNames } from './member-names.ts';

/** Kinds of things that are remembered as such. */
const kindsMax = 1_000;

/**
 * Remembers which values the two deployments minted for the same thing. A value that cannot have
 * been minted twice means the same wherever it stands; a number or a word means something only
 * among things of its kind. What was of no use for long is forgotten first.
 *
 * The first thing learned holds: what is seen later and contradicts it is not believed, unless it
 * is of a sort that changes, its thing is gone, or the answer to the write that made a thing says so.
 */
export class IdBook {
  readonly #max: number;
  /** What was learned first, and was of no use since, comes first. */
  readonly #byPrimary = new Map<string, Entry[]>();
  readonly #byCandidate = new Map<string, Entry[]>();
  /** Those that stood in a path before an identity, or in a name such as `keyId`. */
  readonly #kinds = new Set<string>();
  readonly #journal: IdJournal | null;
  readonly #onTypeChange: (mapping: IdMapping) => void;
  /** Kinds of things whose ids are known to have another JSON type at the candidate. */
  readonly #typeChanged = new Set<string>();
  /** Names of members that are words and no identities. */
  readonly names = new MemberNames();
  #size = 0;
  #learned = 0;

  /**
   * @param max how many mappings are remembered
   * @param journal of the book before this one, which knew what is in it; null where there was none
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

  /** How often something was learned: while this stays the same, so does what is known, or less is. */
  get learned(): number {
    return this.#learned;
  }

  /** What the candidate calls a thing of primary's; undefined where that is not known. */
  ofPrimary(value: string, kind: string): LabelledMapping | undefined {
    const entries = this.#byPrimary.get(indexOf(value, kind));
    return entries === undefined ? undefined : chooseEntry(entries, value, kind, this.#kinds);
  }

  /** What primary calls a thing of the candidate's. */
  ofCandidate(value: string, kind: string): LabelledMapping | undefined {
    const entries = this.#byCandidate.get(indexOf(value, kind));
    return entries === undefined ? undefined : chooseEntry(entries, value, kind, this.#kinds);
  }

  /** It was of use, and is to be remembered the longer. */
  used(mapping: LabelledMapping): void {
    (mapping as Entry).isOfUse = true;
  }

  /** A kind of things, since their identities were seen where that kind is named. */
  noteKind(kind: string): void {
    if (kind === '' || this.#kinds.has(kind) || this.#kinds.size === kindsMax) return;
    this.#kinds.add(kind);
    if (this.#journal?.kind(kind) === false) this.#writeAnew();
  }

  isKind(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  /**
   * What a creation's answer says supersedes all that was guessed of either side, and what had the
   * thing's name before in primary, which is gone.
   *
   * @returns whether this is now what holds
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
    // What is the same on both sides is remembered as such, unless it is soon replaced anyway.
    if (primary !== candidate || !mapping.changes) this.#add(mapping);
    return true;
  }

  /** All that primary's word may stand for, where one may be that of several things. */
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
   * Notes that a thing is gone, or may be. Its name is still translated, and may be given to another thing.
   *
   * @param kind kinds that differ in a verb only, such as `updatenote` for a note, are released, too
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
   * Adds what was learned about a known mapping: it comes from the answer to the write that made the
   * thing, or what stood in a URL or a header is a number in JSON.
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
   * A second chance for what was of use (the clock of Corbató, 1968): to put an entry behind all others at
   * each use costs more than all else that is done with it. A sixteenth is forgotten at once: a map that
   * always loses its first has to step over all it lost before.
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
