import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Handler } from 'hono';
import { iconFile } from './icon.ts';
import { stylesheet } from './stylesheet.ts';

const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';
const { resolve } = createRequire(import.meta.url);

/** All that pages load beside themselves; none of it comes from elsewhere. */
const files = {
  'parallax.css': { type: style, read: () => stylesheet },
  'icon.svg': { type: 'image/svg+xml', read: () => iconFile },
  'parallax.js': { type: script, read: () => readOwn('parallax.js') },
  'updates.js': { type: script, read: () => readOwn('updates.js') },
  'keys.js': { type: script, read: () => readOwn('keys.js') },
  'htmx.js': { type: script, read: () => readPackaged('htmx.org/dist/htmx.min.js') },
  'uplot.js': { type: script, read: () => readPackaged('uplot/dist/uPlot.iife.min.js') },
  'uplot.css': { type: style, read: () => readPackaged('uplot/dist/uPlot.min.css') },
} as const;

export type AssetName = keyof typeof files;

interface Asset {
  readonly type: string;
  readonly version: string;
  readonly compressed: Uint8Array<ArrayBuffer>;
}

const loaded = new Map<string, Asset>();

/** The paths of assets begin like this. */
export const assetsPath = '/assets/';

/** Whether there is an asset at a path. */
export function isAssetPath(path: string): boolean {
  return path.startsWith(assetsPath) && isAsset(path.slice(assetsPath.length));
}

/** Where an asset is; the address changes with its content, so that browsers may keep it for good. */
export function assetUrl(name: AssetName): string {
  return `${assetsPath}${name}?v=${assetOf(name).version}`;
}

/** Answers `/assets/:name`. */
export const assetEndpoint: Handler = (context) => {
  const name = context.req.param('name') ?? '';
  if (!isAsset(name)) return context.notFound();
  const { type, compressed } = assetOf(name);
  // Every browser takes gzip, and who asks for assets is a browser.
  return context.body(compressed, 200, {
    'content-type': type,
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
  });
};

function isAsset(name: string): name is AssetName {
  return Object.hasOwn(files, name);
}

function assetOf(name: AssetName): Asset {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const { type, read } = files[name];
  const text = read();
  const version = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const asset = { type, version, compressed: new Uint8Array(gzipSync(text, { level: 9 })) };
  loaded.set(name, asset);
  return asset;
}

function readOwn(name: string): string {
  return readFileSync(new URL(`../browser/${name}`, import.meta.url), 'utf8');
}

function readPackaged(path: string): string {
  return readFileSync(resolve(path), 'utf8');
}
