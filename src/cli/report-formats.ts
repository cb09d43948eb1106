import { documentOf } from '../report/document.ts';
import type { Report } from '../report/facts.ts';
import { htmlOf } from '../report/html.ts';
import { junitOf } from '../report/junit.ts';
import { markdownOf } from '../report/markdown.ts';

/** The functions that format a report, by the name of the format. */
export const formats = {
  md: (report: Report) => markdownOf(documentOf(report)),
  html: (report: Report) => htmlOf(documentOf(report)),
  junit: junitOf,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
} as const;
