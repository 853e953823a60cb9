/**
 * What cargo's configuration above the repository and in the user's home says, as far as it changes results. Told line by line: a parser would be most of
 * what the fingerprint loads. https://doc.rust-lang.org/cargo/reference/config.html
 */
import { dirname, join } from 'node:path';
import type { ConfigurationPlace } from '../../../model/identity.js';

/** Where packages come from, how cargo speaks, and what only other commands read. The lock says what the packages are. */
const WITHOUT_EFFECT =
  /^(?:alias|cache|cargo-new|credential-alias|future-incompat-report|http|install|net|registr(?:y|ies)|resolver|source|term)\b/;

/** In `[build]`: the same results, elsewhere or faster. */
const ONLY_HOW =
  /^(?:build\.)?(?:jobs|rustc-wrapper|rustc-workspace-wrapper|target-dir|build-dir|incremental)\s*=/;

export function userConfig({ workspaceRoot, home, env, read }: ConfigurationPlace): string[] {
  const cargoHome = env['CARGO_HOME'] ?? join(home, '.cargo');
  const folders = [...parents(workspaceRoot).map((parent) => join(parent, '.cargo')), cargoHome];
  return [...new Set(folders)].flatMap((folder) =>
    decisiveLines(read(join(folder, 'config.toml')) ?? read(join(folder, 'config')) ?? ''),
  );
}

function parents(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [] : [parent, ...parents(parent)];
}

export function decisiveLines(toml: string): string[] {
  const kept: string[] = [];
  let table = '';
  for (const line of toml.split(/\r?\n/).map((text) => text.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined && !line.includes('=')) table = header;
    const field = table === '' ? line : `${table}.${line}`;
    if (WITHOUT_EFFECT.test(table === '' ? line : table) || ONLY_HOW.test(field)) continue;
    if (header === undefined || line.includes('=')) kept.push(field);
  }
  return kept;
}
