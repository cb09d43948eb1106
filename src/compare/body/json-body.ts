import type { DifferenceList } from '../difference-list.ts';
import { differenceKind } from '../json/difference-kind.ts';
import { pathText, templateText } from '../json/path-text.ts';
import { type PathStep, walkJson, type WalkVisitor } from '../json/walk.ts';
import { excerptOfJson, excerptOfKey } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { isSecretName } from '../redaction/secret-names.ts';
import type { IgnoreRules } from '../rules/ignore-rules.ts';
import type { RuleState } from '../rules/rule-state.ts';
import type { JsonDocument } from './open-body.ts';

/** Compares two parsed bodies by their structure. */
export function compareJson(
  redactor: Redactor,
  ignore: IgnoreRules,
  primary: JsonDocument,
  candidate: JsonDocument,
  list: DifferenceList,
): void {
  const rules = rulesFor(ignore, primary, candidate);
  walkJson(primary.value, candidate.value, rules, describeInto(redactor, list));
}

/** Rules that look at values are evaluated only when there is a difference they could rule out. */
function rulesFor(
  { byPath, forDocuments }: IgnoreRules,
  primary: JsonDocument,
  candidate: JsonDocument,
): RuleState | null {
  if (forDocuments === null || !hasDifference(byPath, primary, candidate)) return byPath;
  return forDocuments(plainValue(primary), plainValue(candidate));
}

function hasDifference(
  rules: RuleState | null,
  primary: JsonDocument,
  candidate: JsonDocument,
): boolean {
  let found = false;
  walkJson(primary.value, candidate.value, rules, {
    differ() {
      found = true;
      return false;
    },
    uncompared() {
      found = true;
    },
  });
  return found;
}

/** Rules compare numbers, so they must not see marks in place of them. */
function plainValue(document: JsonDocument): unknown {
  return document.marked ? JSON.parse(document.text) : document.value;
}

function describeInto(redactor: Redactor, list: DifferenceList): WalkVisitor {
  const showKey = (key: string): string => excerptOfKey(redactor, key);
  return {
    differ(path, primary, candidate) {
      const template = templateText(path, showKey);
      return list.add(template, () => {
        const secret = isBelowSecretName(path);
        const show = (value: unknown): string | null =>
          value === undefined ? null : excerptOfJson(redactor, value, secret);
        return {
          aspect: 'body',
          kind: differenceKind(primary, candidate),
          path: pathText(path, showKey),
          template,
          primary: show(primary),
          candidate: show(candidate),
        };
      });
    },
    uncompared(path, reason) {
      list.truncate();
      const template = templateText(path, showKey);
      const text = `‹not compared: ${reason}›`;
      list.add(template, () => ({
        aspect: 'body',
        kind: 'changed',
        path: pathText(path, showKey),
        template,
        primary: text,
        candidate: text,
      }));
    },
  };
}

function isBelowSecretName(path: readonly PathStep[]): boolean {
  return path.some((step) => typeof step === 'string' && isSecretName(step));
}
