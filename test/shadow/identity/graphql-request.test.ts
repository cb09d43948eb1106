import { describe, expect, it } from 'vitest';
import {
  argumentNames,
  calledFields,
  isGraphqlQuery,
  isMutation,
} from '../../../src/shadow/identity/reading/graphql-request.ts';

describe('a GraphQL request', () => {
  it.each<[string, object, boolean, boolean]>([
    ['reads if it is a selection alone', { query: '{ notes { id } }' }, true, false],
    ['reads after a comment', { query: '# all of them\nquery { notes { id } }' }, true, false],
    [
      'reads if only a string contains the word mutation',
      { query: '{ notes(text: "mutation") { id } }' },
      true,
      false,
    ],
    ['writes if it is a mutation', { query: 'mutation { addNote { id } }' }, false, true],
    [
      'writes if it is a mutation after a fragment',
      { query: 'fragment F on Note { id } mutation { addNote { ...F } }' },
      false,
      true,
    ],
    [
      'reads or writes as its operationName selects',
      { query: 'query A { a } mutation B { b }', operationName: 'B' },
      false,
      true,
    ],
    [
      'is unknown with two operations and no operationName',
      { query: 'query A { a } mutation B { b }' },
      false,
      false,
    ],
    [
      'is unknown if it is a subscription',
      { query: 'subscription { notes { id } }' },
      false,
      false,
    ],
    ['is unknown if it is not GraphQL', { query: 'SELECT 1' }, false, false],
    ['is unknown if it is nested too deeply', { query: '{a'.repeat(9_000) }, false, false],
    ['is unknown without a document', { search: '{ a }' }, false, false],
  ])('%s', (_, sent, reads, writes) => {
    expect([isGraphqlQuery(sent), isMutation(sent)]).toEqual([reads, writes]);
  });
});

describe('the fields that a mutation carried out', () => {
  const query =
    'mutation R($id: ID!) { gone: removeNote(id: $id, why: "a (b)", in: {deep: [1]}) { id } }';
  const sent = { query, variables: { id: '7' } };

  it('have their arguments, with variables and nested members', () => {
    expect(calledFields(sent, [{ data: { gone: { id: '7' } } }])).toEqual([
      { name: 'removeNote', given: [{ id: '7', why: 'a (b)', in: { deep: [1] } }, { deep: [1] }] },
    ]);
  });

  it.each([
    ['the answer has errors', { data: { gone: { id: '7' } }, errors: [{ message: 'no' }] }],
    ['the result is null', { data: { gone: null } }],
    ['the result is false', { data: { gone: false } }],
  ])('are missing if %s', (_, answer) => {
    expect(calledFields(sent, [answer])).toEqual([]);
  });
});

describe('the names of arguments', () => {
  it('come from the document and the variables, without general names', () => {
    const query =
      'mutation($input: X!) { editNote(id: 7, input: $input, set: {title: "a"}) { id } }';
    expect(argumentNames({ query, variables: { input: { text: 'b' } } })).toEqual([
      'text',
      'set',
      'title',
    ]);
  });
});
