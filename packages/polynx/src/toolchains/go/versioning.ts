/**
 * Versions of modules are tags of git: `libs/log/v1.2.0`. Other modules of the repository name them in
 * `require`; go.work says nothing of them.
 * https://go.dev/ref/mod#vcs-version
 */
import compare from 'semver/functions/compare.js';
import { ManifestError } from '../../model/errors.js';
import { basename, dirname, join } from '../../model/paths.js';
import { editTexts } from '../shared/release-ranges.js';
import type { ReleaseFiles, Versioning } from '../toolchain.js';
import { type GoMod, parseGoMod } from './go-mod.js';

export const versioning: Versioning = {
  manifests: ['go.mod'],
  current: () => undefined,
  write(root, version, files) {
    const module = moduleAt(root, files);
    if (module !== undefined) refuseMajor(root, module.path, version);
    return {};
  },
  requirement(root, dependency, files) {
    const name = moduleAt(dependency, files)?.path;
    const found = moduleAt(root, files)?.requires.find(({ path }) => path === name);
    return found === undefined ? undefined : { text: found.version, collection: 'require' };
  },
  require(root, dependency, { version }, files) {
    const name = moduleAt(dependency, files)?.path;
    const found = moduleAt(root, files)?.requires.find(({ path }) => path === name);
    if (name === undefined || found === undefined) return {};
    const edit = (text: string) => withRequire(text, name, found.version, `v${version}`);
    return editTexts(files.read, [[fileOf(root), edit]]);
  },
  allows: leastIs,
  tags: (root, files) => (moduleAt(root, files) === undefined ? undefined : tagPrefix(root, files)),
  publish(root, { version, remote, tags, proxy = false, args }, files) {
    const path = moduleAt(root, files)?.path;
    if (path === undefined || version === undefined)
      throw new ManifestError({
        file: fileOf(root),
        problem: 'has no version to publish: no tag of this commit says one',
        hint: `Let nx release version make it, or tag the commit: git tag -a ${tagPrefix(root, files)}1.2.3 -m 1.2.3`,
      });
    refuseMajor(root, path, version);
    const tag = `${tagPrefix(root, files)}${version}`;
    const git = (...words: string[]) => ({ program: 'git', args: words, cwd: '.' });
    const ask = {
      program: 'go',
      args: ['list', '-m', '--', `${path}@v${version}`],
      cwd: '.',
      env: { GOWORK: 'off' },
    };
    return {
      what: `${path} v${version}`,
      commands: [
        ...(tags.includes(tag) ? [] : [git('tag', '-a', '-m', `${path} v${version}`, '--', tag)]),
        // NB one that is there already with the same commit is no failure.
        git('push', ...args, '--', remote, `refs/tags/${tag}`),
        ...(proxy ? [ask] : []),
      ],
      saysThere: [],
      install: 'Install git, https://git-scm.com/downloads, and Go, https://go.dev/doc/install',
    };
  },
};

const fileOf = (directory: string) => join(directory, 'go.mod');

function moduleAt(directory: string, files: ReleaseFiles): GoMod | undefined {
  const path = fileOf(directory);
  const text = files.read(path);
  return text === undefined ? undefined : parseGoMod({ path, text });
}

/**
 * NB a folder that is only there for a major version, `log/v2` beside `log`, stands in the path of the module
 * and not in the tag.
 */
function tagPrefix(root: string, files: ReleaseFiles): string {
  const major =
    /^v\d+$/.test(basename(root)) && majorOf(moduleAt(root, files)?.path ?? '') === basename(root);
  const folder = major ? dirname(root) : root;
  return folder === '.' ? 'v' : `${folder}/v`;
}

/** `v2` of `example.com/log/v2` and of `gopkg.in/log.v2`. */
function majorOf(path: string): string | undefined {
  const last = basename(path);
  return /(?:^|\.)(v\d+)$/.exec(last)?.[1];
}

/** Go finds a version from the second major on only where the path of the module says so. */
function refuseMajor(root: string, path: string, version: string): void {
  const major = Number(version.split('.')[0]);
  const named = majorOf(path);
  const isRight = major < 2 ? named === undefined || named === 'v1' || named === 'v0' : named === `v${major}`;
  if (isRight) return;
  const base = named === undefined ? path : path.slice(0, -named.length - 1);
  throw new ManifestError({
    file: fileOf(root),
    field: 'module',
    problem: `${path} cannot have the version v${version}`,
    hint: `Call it ${major < 2 ? base : `${base}/v${major}`} there and in every import first, or choose another version.`,
  });
}

/** `require` names the least version, and only within one path, which is one major version. */
function leastIs(requirement: string, version: string): boolean {
  const least = requirement.replace(/^v/, '');
  try {
    return compare(least, version) === 0;
  } catch {
    return false;
  }
}

/** In a block or on a line of its own; the comment behind it stays. */
function withRequire(text: string, path: string, from: string, to: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [code = '', ...comment] = line.split('//');
      const words = code.split(/\s+/).map((word) => word.replace(/^["`]|["`]$/g, ''));
      const at = words.indexOf(path);
      if (at < 0 || words[at + 1] !== from || words.includes('=>') || words[0] === 'exclude') return line;
      const start = code.lastIndexOf(from);
      return [code.slice(0, start) + to + code.slice(start + from.length), ...comment].join('//');
    })
    .join('\n');
}
