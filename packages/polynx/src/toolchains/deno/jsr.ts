/**
 * Which files a jsr package has: deno.lock knows the hash of a list of them, a fetch in Nix has to know the
 * hash of each before.
 * https://jsr.io/docs/api#package-version-metadata
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ExpectedError } from '../../model/errors.js';
import type { NixWorld } from '../toolchain.js';

export interface JsrFiles {
  /** By `@scope/name@version`: hexadecimal sha256 of each file, by its path in the package. */
  readonly jsr: Readonly<Record<string, { readonly files: Readonly<Record<string, string>> }>>;
}

const lock = z.looseObject({
  jsr: z.optional(z.record(z.string(), z.looseObject({ integrity: z.string() }))),
});

const metadata = z.looseObject({
  manifest: z.record(z.string(), z.looseObject({ checksum: z.string().check(z.startsWith('sha256-')) })),
});

/**
 * Only what is new is asked for: published versions do not change, which deno.lock itself guarantees.
 * Undefined: there are no such packages.
 */
export async function filesOfJsr(
  file: string,
  json: unknown,
  { known, ask }: NixWorld,
): Promise<JsrFiles | undefined> {
  const read = z.safeParse(lock, json);
  if (!read.success) throw new ExpectedError(`${file}: is no lock of Deno 2. Run: deno install`);
  const { jsr = {} } = read.data;
  const keys = Object.keys(jsr).sort();
  if (keys.length === 0) return undefined;
  const before = (known(file) as Partial<JsrFiles> | undefined)?.jsr ?? {};
  const missing = keys.filter((key) => before[key] === undefined);
  const told = missing.length === 0 ? {} : await askDeno(file, missing, ask);
  const found = keys.map((key) => {
    const text = told[key];
    return [key, text === undefined ? before[key] : listed(file, key, text, jsr[key]?.integrity)] as const;
  });
  return { jsr: Object.fromEntries(found) as JsrFiles['jsr'] };
}

/** NB by deno, which has the proxies and certificates of whoever uses it; JSR_URL is its own variable. */
const PROGRAM = `
const registry = (Deno.env.get('JSR_URL') ?? 'https://jsr.io').replace(/\\/$/, '');
const told = {};
for (const key of Deno.args) {
  const at = key.lastIndexOf('@');
  const url = registry + '/' + key.slice(0, at) + '/' + key.slice(at + 1) + '_meta.json';
  const response = await fetch(url);
  if (!response.ok) throw new Error(url + ': ' + response.status);
  told[key] = await response.text();
}
console.log(JSON.stringify(told));
`;

async function askDeno(
  file: string,
  keys: readonly string[],
  ask: NixWorld['ask'],
): Promise<Readonly<Record<string, string>>> {
  const { exitCode, stdout, stderr } = await ask({
    program: 'deno',
    args: ['eval', '--no-config', '--no-lock', PROGRAM, ...keys],
    cwd: '.',
    env: { DENO_NO_UPDATE_CHECK: '1' },
  });
  if (exitCode !== 0)
    throw new ExpectedError(
      `${file}: deno could not tell which files its jsr packages have\n${stderr.trim()}`,
    );
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
}

function listed(file: string, key: string, text: string, integrity: string | undefined) {
  if (createHash('sha256').update(text).digest('hex') !== integrity)
    throw new ExpectedError(
      `${file}: the registry’s list of the files of ${key} is not the one that is locked.\n  Somebody changed one of them: find out who before you lock it anew.`,
    );
  const { manifest } = metadata.parse(JSON.parse(text));
  const files = Object.entries(manifest).map(
    ([path, { checksum }]) => [path, checksum.slice('sha256-'.length)] as const,
  );
  return { files: Object.fromEntries(files) };
}
