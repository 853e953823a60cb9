/**
 * An `nx init` that stopped half-way leaves plugins in nx.json that were never installed, and with these no
 * command of Nx works.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { writeBeside } from '../../adapters/write-beside.js';
import { withoutEmpty, withValue } from '../../toolchains/shared/jsonc-edit.js';

type Json = Readonly<Record<string, unknown>>;

/** Where Nx looks for packages. */
const INSTALLED = ['node_modules', '.nx/installation/node_modules'];

/** Takes them out of nx.json. The names come back. */
export function dropMissingPlugins(root: string): string[] {
  const read = (file: string) =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '{}';
  const text = read('nx.json');
  const wanted = wantedPackages(jsonIn(text), jsonIn(read('package.json')));
  const isMissing = (name: string) =>
    !wanted.has(name) && INSTALLED.every((folder) => !existsSync(join(root, folder, name)));
  const { text: changed, dropped } = withoutPlugins(text, isMissing);
  if (changed !== text) writeBeside(join(root, 'nx.json'), Buffer.from(changed), 0o644);
  return dropped;
}

/**
 * NB only packages of Nx: any other name may be that of a plugin in this repository, which Nx finds by other
 * ways.
 */
export function withoutPlugins(text: string, isMissing: (name: string) => boolean) {
  const { plugins } = jsonIn(text);
  const names = (Array.isArray(plugins) ? plugins : []).map((one: string | { plugin?: string } | null) =>
    String(typeof one === 'string' ? one : one?.plugin),
  );
  const isDropped = names.map((name) => {
    const [, own] = /^(@(?:nx|nrwl)\/[\w.-]+)(?:\/|$)/.exec(name) ?? [];
    return own !== undefined && isMissing(own);
  });
  // From the end: the others keep their place.
  const changed = names.reduceRight(
    (so, _, index) => (isDropped[index] === true ? withValue(so, ['plugins', index], undefined) : so),
    text,
  );
  const dropped = names.filter((_, index) => isDropped[index]);
  return { text: dropped.length === 0 ? text : withoutEmpty(changed, ['plugins']), dropped };
}

/** What is asked for is installed, or fails, by its name. */
function wantedPackages(nxJson: Json, packageJson: Json): ReadonlySet<string> {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const installation = (nxJson['installation'] ?? {}) as Json;
  const all = [installation['plugins'], ...fields.map((field) => packageJson[field])];
  return new Set(all.flatMap((one) => Object.keys(one ?? {})));
}

function jsonIn(text: string): Json {
  return (parse(text, [], { allowTrailingComma: true }) ?? {}) as Json;
}

export function missingPluginsLine(names: readonly string[]): string {
  const [first = ''] = names;
  const name = first.split('/').slice(0, 2).join('/');
  return `${names.join(', ')} in nx.json: neither installed nor in package.json, so Nx would not start; taken out. An nx init that stopped leaves that. nx add ${name} brings ${names.length === 1 ? 'it' : 'the first'} back.`;
}
