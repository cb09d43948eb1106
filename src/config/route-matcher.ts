import { parseRouteTemplate, type TemplateSegment } from './route-template.ts';
import type { RouteConfig } from './schema.ts';

interface Placeholder {
  readonly prefix: string;
  readonly suffix: string;
  readonly node: RouteNode;
}

interface RouteNode {
  readonly literals: Map<string, RouteNode>;
  /** The longer their fixed part, the earlier. */
  readonly placeholders: Placeholder[];
  /** By method, or `*`. */
  readonly routes: Map<string, RouteConfig>;
}

/**
 * Finds the most specific configured route; entries for one operation are found by their route. Each node of the tree is visited at most once per
 * request, so that the cost is bounded by the config and not by the path.
 *
 * @returns a function of a method and percent-decoded segments
 */
export function createRouteMatcher(
  routes: readonly RouteConfig[],
): (method: string, segments: readonly string[]) => RouteConfig | undefined {
  const root = createNode();
  for (const route of routes) addRoute(root, route);
  return (method, segments) => find(root, method, segments, 0);
}

function find(
  node: RouteNode,
  method: string,
  segments: readonly string[],
  at: number,
): RouteConfig | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.routes.get(method) ?? node.routes.get('*');
  const literal = node.literals.get(segment);
  const found = literal && find(literal, method, segments, at + 1);
  if (found !== undefined) return found;
  for (const placeholder of node.placeholders) {
    if (!stands(placeholder, segment)) continue;
    const route = find(placeholder.node, method, segments, at + 1);
    if (route !== undefined) return route;
  }
  return undefined;
}

function addRoute(root: RouteNode, route: RouteConfig): void {
  const { method, segments, operation } = parseRouteTemplate(route.match);
  if (operation !== '') return;
  let node = root;
  for (const segment of segments) node = childFor(node, segment);
  if (!node.routes.has(method)) node.routes.set(method, route);
}

function childFor(node: RouteNode, segment: TemplateSegment): RouteNode {
  if (segment.kind === 'literal') {
    const child = node.literals.get(segment.text) ?? createNode();
    node.literals.set(segment.text, child);
    return child;
  }
  const { prefix, suffix } = segment;
  const known = node.placeholders.find((one) => one.prefix === prefix && one.suffix === suffix);
  if (known !== undefined) return known.node;
  const child = createNode();
  node.placeholders.push({ prefix, suffix, node: child });
  node.placeholders.sort((a, b) => fixedChars(b) - fixedChars(a));
  return child;
}

function createNode(): RouteNode {
  return { literals: new Map(), placeholders: [], routes: new Map() };
}

function fixedChars({ prefix, suffix }: Placeholder): number {
  return prefix.length + suffix.length;
}

function stands({ prefix, suffix }: Placeholder, segment: string): boolean {
  return (
    segment.length > prefix.length + suffix.length &&
    segment.startsWith(prefix) &&
    segment.endsWith(suffix)
  );
}
