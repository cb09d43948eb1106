import type { judgingPlanes } from '../vocabulary/plane-message.ts';

export type JudgingPlane = (typeof judgingPlanes)[number];

/** Sources run as `.ts`; the package ships compiled files. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** The modules that the worker planes run. */
export const planeEntries: Readonly<Record<JudgingPlane, URL>> = {
  shadow: new URL(`../shadow/worker.${extension}`, import.meta.url),
  compare: new URL(`../compare/worker.${extension}`, import.meta.url),
  control: new URL(`../control/worker.${extension}`, import.meta.url),
};

/** The module of the asker, which asks primary in a replay. */
export const askerEntry = new URL(`../shadow/asker/worker.${extension}`, import.meta.url);

/** The module of the recorder. */
export const recorderEntry = new URL(`../recorder/worker.${extension}`, import.meta.url);
