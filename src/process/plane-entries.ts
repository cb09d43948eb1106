import type { judgingPlanes } from '../vocabulary/plane-message.ts';

export type JudgingPlane = (typeof judgingPlanes)[number];

/** Sources run as they are; what the package ships is compiled next to this file. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** What the worker planes run. */
export const planeEntries: Readonly<Record<JudgingPlane, URL>> = {
  shadow: new URL(`../shadow/worker.${extension}`, import.meta.url),
  compare: new URL(`../compare/worker.${extension}`, import.meta.url),
  control: new URL(`../control/worker.${extension}`, import.meta.url),
};

/** What asks primary in a replay. */
export const askerEntry = new URL(`../shadow/asker/worker.${extension}`, import.meta.url);

/** What the recorder runs. */
export const recorderEntry = new URL(`../recorder/worker.${extension}`, import.meta.url);
