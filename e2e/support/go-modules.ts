/**
 * Third-party Go modules without a network: a module cache as `go mod download` leaves it, in a folder that
 * git ignores.
 */
import { createHash } from 'node:crypto';
import type { RunOptions } from './workspace.js';

export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** What `It()` gives. */
  readonly says: string;
}

export const MODULES = 'modules';

export const offline = (root: string): NonNullable<RunOptions['env']> => ({
  GOMODCACHE: `${root}/${MODULES}`,
  GOPROXY: 'off',
  GOSUMDB: 'off',
});

export function moduleCache(modules: readonly GoModule[]): Record<string, string> {
  return Object.assign({}, ...modules.map(cached));
}

function cached(one: GoModule): Record<string, string> {
  const download = `${MODULES}/cache/download/${one.path}/@v/${one.version}`;
  const files = filesOf(one);
  return {
    [`${download}.info`]: JSON.stringify({ Version: one.version }),
    [`${download}.mod`]: files['go.mod'] ?? '',
    [`${download}.ziphash`]: zipHash(one),
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`${MODULES}/${one.path}@${one.version}/${name}`, text]),
    ),
  };
}

function filesOf({ path, says }: GoModule): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    'go.mod': `module ${path}\n\ngo 1.22\n`,
    [`${name}.go`]: `package ${name}\n\n// It says which version it is.\nfunc It() string { return "${says}" }\n`,
  };
}

/** The lines of go.sum. https://go.dev/ref/mod#go-sum-files */
export function sumOf(one: GoModule): string {
  const manifest = filesOf(one)['go.mod'] ?? '';
  return `${one.path} ${one.version} ${zipHash(one)}\n${one.path} ${one.version}/go.mod ${hash({ 'go.mod': manifest })}\n`;
}

function zipHash(one: GoModule): string {
  const inside = Object.entries(filesOf(one)).map(([name, text]) => [
    `${one.path}@${one.version}/${name}`,
    text,
  ]);
  return hash(Object.fromEntries(inside));
}

/** https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1 */
function hash(files: Readonly<Record<string, string>>): string {
  const sha = (text: string) => createHash('sha256').update(text);
  const lines = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${sha(text).digest('hex')}  ${name}\n`);
  return `h1:${sha(lines.join('')).digest('base64')}`;
}
