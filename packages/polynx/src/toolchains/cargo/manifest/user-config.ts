/**
 * What cargo's configuration says, as far as it changes results: above the repository, in the user's home,
 * and in the repository too, where git may ignore it. Told line by line: a parser would be most of what the
 * fingerprint loads. https://doc.rust-lang.org/cargo/reference/config.html
 */
import { dirname, join } from 'node:path';
import type { ConfigurationPlace } from '../../../model/identity.js';
import { isCompilerCache, programsOf } from './programs.js';

/**
 * Where packages come from, how cargo speaks, and what only other commands read. The lock says what the
 * packages are.
 */
const WITHOUT_EFFECT =
  /^(?:alias|cache|cargo-new|credential-alias|future-incompat-report|http|install|net|registr(?:y|ies)|resolver|source|term)\b/;

/** In `[build]`: the same results, elsewhere or faster. */
const ONLY_HOW = /^(?:build\.)?(?:jobs|target-dir|build-dir|incremental)\s*=/;

const WRAPPER = /^(?:build\.)?rustc-(?:workspace-)?wrapper\s*=\s*["']([^"']*)["']/;

export function userConfig(place: ConfigurationPlace): string[] {
  const { workspaceRoot, directory, home, env, read } = place;
  const cargoHome = env['CARGO_HOME'] ?? join(home, '.cargo');
  const start = join(workspaceRoot, directory);
  const folders = [...[start, ...parents(start)].map((parent) => join(parent, '.cargo')), cargoHome];
  return [
    ...[...new Set(folders)].flatMap((folder) =>
      decisiveLines(read(join(folder, 'config')) ?? read(join(folder, 'config.toml')) ?? ''),
    ),
    ...lintConfig(place),
    ...programsOf(place),
  ];
}

const LINTS = ['.clippy.toml', 'clippy.toml', '.rustfmt.toml', 'rustfmt.toml'];

/**
 * Clippy and rustfmt look in all folders above, rustfmt in those of the user too. In the repository they are
 * inputs of the tasks that they decide.
 */
function lintConfig({ workspaceRoot, home, env, read }: ConfigurationPlace): string[] {
  const own = join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'rustfmt');
  return [...parents(workspaceRoot), home, own].flatMap((folder) =>
    LINTS.flatMap((name) =>
      (read(join(folder, name)) ?? '').split(/\r?\n/).filter((line) => line.trim() !== ''),
    ),
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
    const header = headerOf(line);
    if (header !== undefined && !line.includes('=')) table = header;
    const field = table === '' ? line : `${table}.${line}`;
    if (WITHOUT_EFFECT.test(table === '' ? line : table) || ONLY_HOW.test(field)) continue;
    if (isCompilerCache(WRAPPER.exec(field)?.[1] ?? '')) continue;
    if (header === undefined || line.includes('=')) kept.push(field);
  }
  return kept;
}

/** `[a.b]`, `[[a.b]]` */
function headerOf(line: string): string | undefined {
  const close = line.indexOf(']');
  if (!line.startsWith('[') || close < 0) return undefined;
  return line.slice(0, close).replace(/^\[+/, '').trim() || undefined;
}
