import { jsonpath } from 'json-p3';
import { holdsPattern, patternOf } from '../json-path.ts';
import { isDescendant, type PathSegments } from '../path-automaton.ts';
import type { Step } from '../path-state.ts';
import { type Container, isContainer, ownValue } from '../../vocabulary/own-value.ts';
import type { Cost } from '../../vocabulary/walk-budget.ts';
import { areEqual, isLess, lengthOf, nothing } from './filter-values.ts';
import { isSelectedIndex } from './selected-index.ts';

const { expressions, selectors } = jsonpath;

type Expression = jsonpath.expressions.FilterExpression;

/** Whether a filter selects a value, in a document. */
export type Filter = (value: unknown, root: unknown, cost: Cost) => boolean;

type ValueOf = (value: unknown, root: unknown, cost: Cost) => unknown;

/**
 * Visits what a query selects from a value, in the document's order; false if the visitor or the cost ended it
 * early.
 */
type Nodes = (
  value: unknown,
  root: unknown,
  cost: Cost,
  visit: (node: unknown) => boolean,
) => boolean;

/**
 * Compiles a filter of RFC 9535, section 2.3.5. The library's own filters cost several times as much,
 * have no bound, and recurse.
 *
 * @throws an error whose message can be shown, if a pattern in it is invalid
 */
export function compileFilter(expression: Expression): Filter {
  if (expression instanceof expressions.LogicalExpression) {
    return compileFilter(expression.expression);
  }
  if (expression instanceof expressions.PrefixExpression) {
    const inner = compileFilter(expression.right);
    return (value, root, cost) => !inner(value, root, cost);
  }
  if (expression instanceof expressions.InfixExpression) {
    return expression.logical ? compileLogical(expression) : compileComparison(expression);
  }
  if (expression instanceof expressions.FunctionExtension) return compilePatternCall(expression);
  const nodes = nodesOf(expression);
  return (value, root, cost) => !nodes(value, root, cost, stopAtFirst);
}

function stopAtFirst(): boolean {
  return false;
}

function compileLogical({ left, operator, right }: jsonpath.expressions.InfixExpression): Filter {
  const [one, other] = [compileFilter(left), compileFilter(right)];
  return operator === '&&'
    ? (value, root, cost) => one(value, root, cost) && other(value, root, cost)
    : (value, root, cost) => one(value, root, cost) || other(value, root, cost);
}

function compileComparison(expression: jsonpath.expressions.InfixExpression): Filter {
  const [left, right] = [valueOf(expression.left), valueOf(expression.right)];
  const compare = comparisons[expression.operator] ?? (() => false);
  return (value, root, cost) => compare(left(value, root, cost), right(value, root, cost), cost);
}

const comparisons: Readonly<
  Record<string, (left: unknown, right: unknown, cost: Cost) => boolean>
> = {
  '==': areEqual,
  '!=': (left, right, cost) => !areEqual(left, right, cost),
  '<': isLess,
  '>': (left, right, cost) => isLess(right, left, cost),
  '<=': (left, right, cost) => isLess(left, right, cost) || areEqual(left, right, cost),
  '>=': (left, right, cost) => isLess(right, left, cost) || areEqual(left, right, cost),
};

function compilePatternCall(call: jsonpath.expressions.FunctionExtension): Filter {
  const pattern = patternOf(call);
  const text = argument(call, valueOf);
  return (value, root, cost) => {
    const found = text(value, root, cost);
    return typeof found === 'string' && holdsPattern(call.name, pattern, found, cost);
  };
}

function valueOf(expression: Expression): ValueOf {
  if (
    expression instanceof expressions.StringLiteral ||
    expression instanceof expressions.NumberLiteral ||
    expression instanceof expressions.BooleanLiteral
  ) {
    const { value } = expression;
    return () => value;
  }
  if (expression instanceof expressions.NullLiteral) return () => null;
  if (expression instanceof expressions.FunctionExtension) return callOf(expression);
  return singleValue(nodesOf(expression));
}

function callOf(call: jsonpath.expressions.FunctionExtension): ValueOf {
  if (call.name === 'length') {
    const inner = argument(call, valueOf);
    return (value, root, cost) => lengthOf(inner(value, root, cost), cost);
  }
  const nodes = argument(call, nodesOf);
  if (call.name === 'value') return singleValue(nodes);
  return (value, root, cost) => {
    let count = 0;
    nodes(value, root, cost, () => {
      count += 1;
      return true;
    });
    return count;
  };
}

function argument<T>(
  { name, args: [first] }: jsonpath.expressions.FunctionExtension,
  compile: (expression: Expression) => T,
): T {
  if (first === undefined) throw new Error(`${name}() has no argument`);
  return compile(first);
}

/** The selected value; {@link nothing} if there is none, or more than one. */
function singleValue(nodes: Nodes): ValueOf {
  return (value, root, cost) => {
    let found: unknown = nothing;
    const isAll = nodes(value, root, cost, (node) => {
      const isFirst = found === nothing;
      found = node;
      return isFirst;
    });
    return isAll ? found : nothing;
  };
}

function nodesOf(expression: Expression): Nodes {
  if (!(expression instanceof expressions.FilterQuery)) {
    throw new Error(`${expression.toString()} selects nothing`);
  }
  const select = compileSegments(expression.path);
  return expression instanceof expressions.RootQuery
    ? (_, root, cost, visit) => select(root, root, cost, visit)
    : select;
}

/** Compiles the segments of a query, which are followed from a value without recursion in its depth. */
export function compileSegments({ segments }: PathSegments): Nodes {
  return segments.reduceRight<Nodes>(
    (rest, segment) => {
      const children = segment.selectors.map(compileSelector);
      const reach = isDescendant(segment) ? withDescendants : onlyItself;
      return (value, root, cost, visit) =>
        reach(value, cost, (container) =>
          children.every((select) =>
            select(container, root, cost, (child) => rest(child, root, cost, visit)),
          ),
        );
    },
    (value, _, __, visit) => visit(value),
  );
}

type Reach = (value: unknown, cost: Cost, visit: (container: Container) => boolean) => boolean;

const onlyItself: Reach = (value, _, visit) => !isContainer(value) || visit(value);

const withDescendants: Reach = (value, cost, visit) => {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const container = left.pop();
    if (!isContainer(container)) continue;
    if (!visit(container)) return false;
    const inner = Object.values(container);
    if (!cost.spend(inner.length)) return false;
    for (let i = inner.length - 1; i >= 0; i -= 1) if (isContainer(inner[i])) left.push(inner[i]);
  }
  return true;
};

function compileSelector(selector: jsonpath.JSONPathSelector): Nodes {
  if (selector instanceof selectors.NameSelector) return memberAt(selector.name);
  const isIndex = selector instanceof selectors.IndexSelector;
  if (isIndex && selector.index >= 0) return memberAt(selector.index);
  if (isIndex || selector instanceof selectors.SliceSelector) {
    return eachChild((_, __, ___, step, length) => isSelectedIndex(selector, step, length));
  }
  if (selector instanceof selectors.FilterSelector)
    return eachChild(compileFilter(selector.expression));
  return eachChild(() => true);
}

function memberAt(step: Step): Nodes {
  return (container, _, __, visit) => {
    if (!isContainer(container) || Array.isArray(container) !== (typeof step === 'number')) {
      return true;
    }
    const child = ownValue(container, step);
    return child === undefined || visit(child);
  };
}

function eachChild(
  isSelected: (
    child: unknown,
    root: unknown,
    cost: Cost,
    step: Step,
    length: number | null,
  ) => boolean,
): Nodes {
  return (container, root, cost, visit) => {
    if (!isContainer(container)) return true;
    if (Array.isArray(container)) {
      const elements = container as readonly unknown[];
      const { length } = elements;
      return (
        cost.spend(length) &&
        elements.every(
          (child, index) => !isSelected(child, root, cost, index, length) || visit(child),
        )
      );
    }
    const keys = Object.keys(container);
    return (
      cost.spend(keys.length) &&
      keys.every((key) => {
        const child = container[key];
        return !isSelected(child, root, cost, key, null) || visit(child);
      })
    );
  };
}
