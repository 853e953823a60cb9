/** Versions of members: `version` in deno.json, and what imports of other members say of it. */
import satisfies from 'semver/functions/satisfies.js';
import { ManifestError } from '../../model/errors.js';
import { ancestors, join, relative } from '../../model/paths.js';
import { withValue } from '../shared/jsonc-edit.js';
import { editTexts, requirementFor } from '../shared/release-ranges.js';
import type { ReleaseFiles, Versioning } from '../toolchain.js';
import { type DenoJson, parseDenoJson } from './deno-json.js';
import { withSpecifier } from './lock-specifiers.js';

export const versioning: Versioning = {
  manifests: ['deno.json', 'deno.jsonc'],
  current(root, files) {
    const member = memberAt(root, files);
    return member?.version === undefined ? undefined : { version: member.version, file: member.path };
  },
  write(root, version, files) {
    const member = memberAt(root, files);
    if (member?.version === undefined)
      throw new ManifestError({
        file: member?.path ?? join(root, 'deno.json'),
        problem: 'has no version',
        hint: 'Write one there, or leave the project out of release.projects in nx.json.',
      });
    const others = files.roots.flatMap((one) => importsIn(one, member.name, files));
    const refused = others.filter(({ range }) => !allows(range, version));
    return editTexts(files.read, [
      [member.path, (text) => withValue(text, ['version'], version)] as const,
      ...refused.flatMap((one) => edits(one, requirementFor(one.range, { version }), files)),
    ]);
  },
  requirement(root, dependency, files) {
    const found = required(root, dependency, files)[0];
    return found === undefined ? undefined : { text: found.range, collection: 'imports' };
  },
  require(root, dependency, wanted, files) {
    return editTexts(
      files.read,
      required(root, dependency, files).flatMap((one) =>
        edits(one, requirementFor(one.range, wanted), files),
      ),
    );
  },
  allows,
  publish(root, { args }, files) {
    const member = memberAt(root, files);
    if (member?.name === undefined || member.version === undefined)
      throw new ManifestError({
        file: member?.path ?? join(root, 'deno.json'),
        problem: 'has no name and version to publish',
      });
    return {
      what: `${member.name} ${member.version}`,
      commands: [{ program: 'deno', args: ['publish', ...args], cwd: root }],
      // NB it passes over what is published, and succeeds.
      saysThere: [],
      install: 'Install Deno: https://docs.deno.com/runtime/getting_started/installation/',
    };
  },
};

function allows(range: string, version: string): boolean {
  return satisfies(version, range);
}

/** NB a broken manifest of another member stops no release. */
function memberAt(directory: string, files: ReleaseFiles, isOwn = true): DenoJson | undefined {
  for (const name of versioning.manifests) {
    const path = join(directory, name);
    const text = files.read(path);
    if (text === undefined) continue;
    try {
      return parseDenoJson({ path, text });
    } catch (error) {
      if (isOwn) throw error;
      return undefined;
    }
  }
  return undefined;
}

/** An import of a member by a specifier with a range. */
interface Imported {
  readonly member: DenoJson;
  readonly at: readonly string[];
  /** `jsr:@scope/name` */
  readonly name: string;
  readonly range: string;
  /** `/sub` */
  readonly rest: string;
}

/** In the manifest itself, else in the one of the workspace. */
function required(root: string, dependency: string, files: ReleaseFiles): Imported[] {
  const { name } = memberAt(dependency, files, false) ?? {};
  for (const directory of ancestors(root)) {
    const found = importsIn(directory, name, files);
    if (found.length > 0) return found;
  }
  return [];
}

function importsIn(directory: string, name: string | undefined, files: ReleaseFiles): Imported[] {
  const member = name === undefined ? undefined : memberAt(directory, files, false);
  if (member === undefined) return [];
  const { imports = {}, scopes = {} } = member.json;
  const tables = [
    [['imports'], imports] as const,
    ...Object.entries(scopes).map(([scope, table]) => [['scopes', scope], table] as const),
  ];
  return tables.flatMap(([at, table]) =>
    Object.entries(table).flatMap(([key, value]) => {
      const parts = partsOf(value, name ?? '');
      return parts === undefined ? [] : { member, at: [...at, key], ...parts };
    }),
  );
}

/** `jsr:@scope/name@^1.0.0/sub`; npm's likewise, where a member is published there. */
function partsOf(specifier: string, name: string): Pick<Imported, 'name' | 'range' | 'rest'> | undefined {
  const start = ['jsr:', 'jsr:/', 'npm:', 'npm:/'].find((one) => specifier.startsWith(`${one}${name}@`));
  if (start === undefined) return undefined;
  const behind = specifier.slice(start.length + name.length + 1);
  const slash = behind.indexOf('/');
  const end = slash < 0 ? behind.length : slash;
  return { name: start + name, range: behind.slice(0, end), rest: behind.slice(end) };
}

type TextEdit = readonly [path: string, edit: (text: string) => string];

/** The import, and what the lock of its workspace says of it. */
function edits({ member, at, name, range, rest }: Imported, to: string, files: ReleaseFiles): TextEdit[] {
  if (range === to) return [];
  const root = ancestors(member.directory).find((one) => files.read(join(one, 'deno.lock')) !== undefined);
  const change: TextEdit = [member.path, (text) => withValue(text, [...at], `${name}@${to}${rest}`)];
  if (root === undefined) return [change];
  const inLock = member.directory === root ? undefined : relative(root, member.directory);
  return [
    change,
    [join(root, 'deno.lock'), (text) => withSpecifier(text, inLock, name.replace(':/', ':'), to)],
  ];
}
