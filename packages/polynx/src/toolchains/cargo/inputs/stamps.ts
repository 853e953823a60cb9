import type { Scan, Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import { buildScripts } from './reads.js';

/** What a build script writes into its crate that is another with every commit, or every time. */
export interface Stamp {
  readonly kind: 'git' | 'clock';
  readonly script: string;
}

/** Packages whose business it is, and what people write by hand. */
const STAMPS: readonly (readonly [Stamp['kind'], RegExp])[] = [
  ['git', /\bvergen\w*::|\bshadow_rs::|\bbuilt::|\bgit_version::|\bgix::|\bgit2::/],
  ['git', /\.git\b\/?(?:HEAD|refs|index|logs)?"|\.git\/(?:HEAD|refs|index|logs)/],
  ['git', /\bCommand::new\(\s*"git"/],
  ['clock', /\bvergen\w*::|\bshadow_rs::|\bbuilt::/],
  ['clock', /\bSystemTime::now\b|\b(?:Utc|Local)::now\b|\bOffsetDateTime::now_(?:utc|local)\b/],
  ['clock', /\bCommand::new\(\s*"date"/],
];

/** A cached result would carry the stamp of whoever made it: unless that is allowed, what compiles the crate is not cached. Each script is read once. */
export function stampsByCrate(tree: Tree): (crate: Crate) => readonly Stamp[] {
  const known = new Map<Crate, readonly Stamp[]>();
  return (crate) => {
    const stamps = known.get(crate) ?? stampsOf(crate, tree);
    known.set(crate, stamps);
    return stamps;
  };
}

function stampsOf(crate: Crate, tree: Tree): Stamp[] {
  const allowed = crate.manifest.package?.metadata?.nx?.allowUndeclared ?? [];
  return buildScripts(crate).flatMap((script) => {
    if (!tree.has(script)) return [];
    return (tree.scan(script, stampScan) ?? [])
      .filter((kind) => allowed !== true && !allowed.includes(kind))
      .map((kind) => ({ kind, script }));
  });
}

export const stampScan: Scan<readonly Stamp['kind'][]> = {
  name: 'rust-stamps',
  facts(source) {
    const text = withoutComments(source);
    return [...new Set(STAMPS.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind))];
  },
};

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '');
}
