import {
  type FieldNode,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql/language/ast.js';
import { Kind } from 'graphql/language/kinds.js';
import { valueFromASTUntyped } from 'graphql/utilities/valueFromASTUntyped.js';
import { chosenOperation, readGraphqlDocument } from '../../operations/graphql-document.ts';
import { isMembers, type Members } from './json-scalars.ts';

/** A field of an operation, with its arguments. */
export interface CalledField {
  readonly name: string;
  /** Its arguments by their names, and those within an argument such as `input`. */
  readonly given: readonly Members[];
}

/** Whether a request sent by POST only reads (GraphQL, section 2.3). */
export function isGraphqlQuery(sent: unknown): boolean {
  return operationOf(sent)?.operation === OperationTypeNode.QUERY;
}

/** Whether a request is a mutation. */
export function isMutation(sent: unknown): boolean {
  return operationOf(sent)?.operation === OperationTypeNode.MUTATION;
}

/**
 * The fields with arguments that primary carried out in a mutation: the answer has no errors, and the
 * result of the field is neither null nor false.
 */
export function calledFields(sent: Members, answers: readonly unknown[]): readonly CalledField[] {
  const [answer] = answers;
  const operation = isMutation(sent) ? operationOf(sent) : null;
  if (operation === null || answers.length !== 1 || !isMembers(answer)) return noFields;
  const { data, errors } = answer;
  if (!isMembers(data) || (Array.isArray(errors) && errors.length > 0)) return noFields;
  const variables = isMembers(sent['variables']) ? sent['variables'] : {};
  return operation.selectionSet.selections.flatMap((field) => {
    if (field.kind !== Kind.FIELD || field.arguments?.length === 0) return [];
    const result = data[field.alias?.value ?? field.name.value];
    if (result === undefined || result === null || result === false) return [];
    return [{ name: field.name.value, given: givenTo(field, variables) }];
  });
}

const noFields: readonly CalledField[] = [];

function givenTo(field: FieldNode, variables: Members): readonly Members[] {
  const members = Object.fromEntries(
    (field.arguments ?? []).map(({ name, value }) => [
      name.value,
      valueFromASTUntyped(value, variables),
    ]),
  );
  return [members, ...Object.values(members).filter(isMembers)];
}

/**
 * The names of a request's arguments and of the members of its variables: a mutation may set these. General
 * names, such as `input`, are left out.
 */
export function argumentNames(sent: Members): readonly string[] {
  const document = readGraphqlDocument(sent['query']);
  const names = new Set([
    ...memberNames(sent['variables'], variableDepthMax),
    ...(document?.argumentNames ?? []),
  ]);
  return [...names].filter((name) => !generalNames.has(name));
}

const variableDepthMax = 3;

/** Names of arguments that name no member of a thing, or its id. */
const generalNames: ReadonlySet<string> = new Set([
  'id',
  'ids',
  'uuid',
  'input',
  'data',
  'where',
  'first',
]);

function memberNames(value: unknown, depth: number): readonly string[] {
  if (!isMembers(value) || depth === 0) return [];
  const inner = Object.values(value).flatMap((one) => memberNames(one, depth - 1));
  return [...Object.keys(value), ...inner];
}

function operationOf(sent: unknown): OperationDefinitionNode | null {
  const document = isMembers(sent) ? readGraphqlDocument(sent['query']) : null;
  if (document === null || !isMembers(sent)) return null;
  return chosenOperation(document, sent['operationName']);
}
