/**
 * The packages for each platform of a module of Node, as `napi` in package.json lists them.
 * https://napi.rs/docs/cli/napi-config
 */
import { nodePlatform } from '../../../model/node-platform.js';

/** Of version 2, unless it says no. */
const DEFAULTS = ['x86_64-apple-darwin', 'x86_64-unknown-linux-gnu', 'x86_64-pc-windows-msvc'];

export function addonPackages(manifest: Readonly<Record<string, unknown>>): string[] {
  const napi = recordOf(manifest['napi']);
  const name = [napi['packageName'], recordOf(napi['package'])['name'], manifest['name']].find(
    (one) => one !== undefined,
  );
  if (typeof name !== 'string') return [];
  const words = triplesOf(napi).flatMap((triple) => nodePlatform(triple) ?? []);
  return [...new Set(words)].map((word) => `${name}-${word}`);
}

function triplesOf({ targets, triples }: Readonly<Record<string, unknown>>): string[] {
  if (Array.isArray(targets)) return targets.map(String);
  if (triples === undefined) return [];
  const { defaults, additional } = recordOf(triples);
  return [
    ...(defaults === false ? [] : DEFAULTS),
    ...(Array.isArray(additional) ? additional.map(String) : []),
  ];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
