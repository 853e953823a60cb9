import * as z from 'zod/mini';
import { compact } from '../../model/compact.js';
import { closest } from '../../model/did-you-mean.js';
import { ManifestError } from '../../model/errors.js';
import { parseJsonc, unknownKeyIn } from '../shared/jsonc.js';
import { looseSettings, SETTINGS } from '../shared/manifest.js';
import type { SourceFile } from '../toolchain.js';

/**
 * package.json (https://docs.npmjs.com/cli/configuring-npm/package-json), the fields that decide what a
 * script makes and of what. A field of the wrong shape counts as absent: there are many package.json that are
 * no package (test data, `{"type": "module"}`), and judging the others is npm's and Nx's business.
 */
const text = z.catch(z.optional(z.string()), undefined);
const table = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);
const list = z.catch(z.optional(z.array(z.string())), undefined);

const packageJson = z.looseObject({
  name: text,
  description: text,
  main: text,
  module: text,
  types: text,
  typings: text,
  packageManager: text,
  files: list,
  bin: z.catch(z.optional(z.union([z.string(), z.record(z.string(), z.string())])), undefined),
  scripts: table,
  dependencies: table,
  devDependencies: table,
  peerDependencies: table,
  optionalDependencies: table,
  napi: table,
  nx: table,
  workspaces: z.catch(
    z.optional(z.union([z.array(z.string()), z.looseObject({ packages: z.optional(z.array(z.string())) })])),
    undefined,
  ),
});

export type PackageFields = z.infer<typeof packageJson>;

export interface PackageJson {
  readonly fields: PackageFields;
  /** Only a problem where the file is really a project. */
  readonly error?: ManifestError;
}

export function parsePackageJson(file: SourceFile): PackageJson {
  try {
    const clean = { ...file, text: file.text.replace(/^\uFEFF/, '') };
    const fields = parseJsonc(clean, packageJson);
    return compact({ fields, error: fields.nx === undefined ? undefined : wrongSection(clean, fields.nx) });
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { fields: {}, error };
  }
}

/** https://nx.dev/reference/project-configuration */
const KEYS_OF_NX = [
  ...['$schema', 'root', 'sourceRoot', 'projectType', 'namedInputs', 'generators', 'release', 'metadata'],
  'includedScripts',
];

const section = z.looseObject({ nx: looseSettings });

/**
 * The section is Nx's, and other plugins may have keys in it: one that is unknown is a mistake only where it
 * is nearly one that is known.
 */
function wrongSection(file: SourceFile, nx: Readonly<Record<string, unknown>>): ManifestError | undefined {
  const known = [...SETTINGS, ...KEYS_OF_NX];
  const typo = Object.keys(nx).find((key) => !known.includes(key) && closest(key, known) !== undefined);
  if (typo !== undefined) return unknownKeyIn(file, ['nx', typo], known);
  try {
    parseJsonc(file, section);
    return undefined;
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
}

export type DependencyKind = 'dependencies' | 'devDependencies' | 'peerDependencies' | 'optionalDependencies';

export const PRODUCTION: readonly DependencyKind[] = [
  'dependencies',
  'peerDependencies',
  'optionalDependencies',
];
export const EVERY_KIND: readonly DependencyKind[] = [...PRODUCTION, 'devDependencies'];

/** Name and range of each dependency. */
export function dependenciesOf(fields: PackageFields, kinds: readonly DependencyKind[]): [string, string][] {
  return kinds.flatMap((kind) => stringsOf(fields[kind]));
}

export function scriptsOf(fields: PackageFields): ReadonlyMap<string, string> {
  return new Map(stringsOf(fields.scripts));
}

function stringsOf(record: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(record ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}
