import { writeFileSync } from 'node:fs';
import { referencePages } from './pages.ts';

/** `npm run docs`: writes the pages that follow from the code. A test fails if they are not current. */
for (const { file, text } of await referencePages()) {
  writeFileSync(new URL(`../${file}`, import.meta.url), text);
}
