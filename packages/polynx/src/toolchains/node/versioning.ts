/**
 * Versions in package.json, where a crate or a member of Deno lies at the same root: both move together. Of
 * packages alone Nx takes care itself.
 */
import satisfies from 'semver/functions/satisfies.js';
import { isInside, join } from '../../model/paths.js';
import { looseJson } from '../shared/json.js';
import { withValue } from '../shared/jsonc-edit.js';
import { editTexts, requirementFor } from '../shared/release-ranges.js';
import type { ReleaseFiles, Versioning } from '../toolchain.js';

const TABLES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

export const versioning: Versioning = {
  manifests: ['package.json'],
  current(root, files) {
    const version = textAt(packageAt(root, files), ['version']);
    return version === undefined ? undefined : { version, file: fileOf(root) };
  },
  write(root, version, files) {
    const manifest = packageAt(root, files);
    const before = textAt(manifest, ['version']);
    // A private package needs none, and the crate beside it has its own.
    if (before === undefined) return {};
    const platforms = platformPackages(root, manifest, before);
    const inLock = ['packages', root === '.' ? '' : root, 'version'];
    return editTexts(files.read, [
      ...platforms.listed.map((at) => [fileOf(root), setTo(at, version)] as const),
      [fileOf(root), setTo(['version'], version)],
      ...platforms.manifests.map((path) => [path, setTo(['version'], version)] as const),
      [
        'package-lock.json',
        (text) => (textAt(looseJson(text), inLock) === before ? setTo(inLock, version)(text) : text),
      ],
    ]);
  },
  requirement(root, dependency, files) {
    const found = required(root, dependency, files)[0];
    return found === undefined ? undefined : { text: found.text, collection: found.at[0] ?? '' };
  },
  require(root, dependency, wanted, files) {
    const edits = required(root, dependency, files).map(
      ({ at, text }) => [fileOf(root), setTo(at, requirementFor(text, wanted))] as const,
    );
    return editTexts(files.read, edits);
  },
  allows: (range, version) => satisfies(version, range),
};

const fileOf = (directory: string) => join(directory, 'package.json');

const setTo = (at: readonly string[], value: string) => (text: string) => withValue(text, [...at], value);

function packageAt(directory: string, files: ReleaseFiles): unknown {
  const text = files.read(fileOf(directory));
  return text === undefined ? undefined : looseJson(text);
}

function textAt(value: unknown, at: readonly string[]): string | undefined {
  const found = at.reduce<unknown>((table, key) => tableOf(table)[key], value);
  return typeof found === 'string' ? found : undefined;
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  const own = typeof value === 'object' && value !== null ? value : {};
  return Object.assign(Object.create(null), own) as Record<string, unknown>;
}

/** Requirements with a range. NB `workspace:*` and paths name no version, and stay. */
function required(root: string, dependency: string, files: ReleaseFiles): { at: string[]; text: string }[] {
  const name = textAt(packageAt(dependency, files), ['name']);
  const manifest = packageAt(root, files);
  return TABLES.flatMap((table) => {
    const text = name === undefined ? undefined : textAt(manifest, [table, name]);
    return name === undefined || text === undefined || text.includes(':') ? [] : { at: [table, name], text };
  });
}

/**
 * Packages with the module for one platform each, as napi has them: optional dependencies called
 * `<name>-<platform>` of the same version, and their manifests in `npm/<platform>`.
 */
function platformPackages(root: string, manifest: unknown, before: string) {
  const prefix = `${textAt(manifest, ['name']) ?? ''}-`;
  const optional = tableOf(tableOf(manifest)['optionalDependencies']);
  const names = Object.keys(optional).filter((name) => name.startsWith(prefix) && optional[name] === before);
  const inFolder = (name: string) => join(root, 'npm', name.slice(prefix.length), 'package.json');
  return {
    listed: names.map((name) => ['optionalDependencies', name]),
    manifests: names.map(inFolder).filter((path) => isInside(path, join(root, 'npm'))),
  };
}
