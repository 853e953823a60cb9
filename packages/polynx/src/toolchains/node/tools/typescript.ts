import { everythingIn, type Glob } from '../../../model/globs.js';
import { dirname, isInside, join, relative } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { beforeWildcard, withoutStars } from '../../shared/wildcard.js';
import { isLikeTest } from '../test-names.js';
import { emitted, readTsConfig, type TsConfig } from '../tsconfig.js';
import { at, type Call, type Effect, flag, has, isOutside, refuse, type Tool, words } from './tool.js';

/**
 * tsc and the programs that take its arguments. What is written is in tsconfig.json, and in the manifest
 * where that cannot be read.
 */
export const tsc: Tool = (call) => {
  if (has(call, '-w', '--watch')) return refuse(`${call.program} --watch does not end`);
  const isBuild = has(call, '-b', '--build');
  const named = isBuild ? words(call) : [flag(call, '-p', '--project') ?? '.'];
  const configs = (named.length > 0 ? named : ['.']).map((path) => readTsConfig(call.tree, at(call, path)));
  if (configs.includes(undefined)) return refuse(`${call.program} uses a tsconfig that was not found`);
  const all = withReferences(
    call,
    configs.filter((config) => config !== undefined),
    isBuild,
  );
  const reads = all.flatMap(({ chain }) => chain).filter((path) => isOutside(call, path));
  const common: Effect = {
    reads: [...reads, ...outsideReferences(call, all)],
    usesBuilds: true,
    ignored: all.flatMap((config) => ignoredSources(call, config)),
  };
  // NB the state that it leaves all the same is the build's: restored without what that one emitted, the next
  // build would emit nothing.
  if (has(call, '--noEmit')) return common;
  const writes = outputs(call, all, isBuild);
  if (typeof writes === 'string') return { ...common, refuse: writes };
  return {
    ...common,
    writes,
    ...(all.length === 1 && all[0] !== undefined ? { leavesOut: excludedTests(call, all[0]) } : {}),
  };
};

/**
 * `tsc -b` also builds what a configuration references; in other packages that is those packages' own build.
 */
function withReferences(call: Call, configs: readonly TsConfig[], isBuild: boolean): TsConfig[] {
  const all = new Map(configs.map((config) => [config.path, config]));
  if (isBuild) {
    for (const config of all.values()) {
      for (const path of config.references) {
        const next = isOutside(call, path) || all.size > 50 ? undefined : readTsConfig(call.tree, path);
        if (next !== undefined && !all.has(next.path)) all.set(next.path, next);
      }
    }
  }
  return [...all.values()];
}

/**
 * NB tsc takes every file that `include` matches, whether git ignores it or not: what a generator leaves
 * among the sources.
 */
function ignoredSources({ root, tree }: Call, config: TsConfig): Glob[] {
  const folder = dirname(config.path);
  const bases = (config.include.length > 0 ? config.include : [folder]).map(baseOf);
  const below = bases.flatMap((base) =>
    isInside(root, base)
      ? tree
          .list(root)
          .directories.map((name) => join(root, name))
          .filter((one) => hasTypeScript(one, tree))
      : [base],
  );
  const folders = [...new Set(below)].filter(
    (base) => isInside(base, root) && !base.includes('node_modules') && !/\.\w+$/.test(base),
  );
  return everythingIn(folders, '**/*.{ts,tsx,mts,cts}');
}

function hasTypeScript(folder: string, tree: Tree): boolean {
  return tree.under(folder).some((file) => /\.[cm]?tsx?$/.test(file));
}

function baseOf(pattern: string): string {
  return beforeWildcard(pattern, '*?') || '.';
}

/**
 * NB their own configurations are read too, with all that those extend: `tsc -b` looks whether they are up to
 * date.
 */
function outsideReferences(call: Call, configs: readonly TsConfig[]): string[] {
  const outside = new Set(
    configs.flatMap(({ references }) => references.filter((path) => isOutside(call, path))),
  );
  const chains: string[] = [];
  for (const path of outside) {
    const config = outside.size > MOST_REFERENCES ? undefined : readTsConfig(call.tree, path);
    for (const next of config?.references ?? []) if (isOutside(call, next)) outside.add(next);
    chains.push(...(config?.chain ?? []).filter((file) => isOutside(call, file)));
  }
  return [...[...outside].map((path) => path.replace(/\/[^/]*\.json$/, '')), ...chains];
}

const MOST_REFERENCES = 500;

function outputs(call: Call, configs: readonly TsConfig[], isBuild: boolean): string[] | string {
  const outDir = flag(call, '--outDir');
  if (outDir !== undefined)
    return [
      at(call, outDir),
      ...[flag(call, '--declarationDir')].flatMap((path) => (path === undefined ? [] : [at(call, path)])),
    ];
  const found: string[] = [];
  for (const config of configs) {
    const written = emitted(config, isBuild);
    if (written !== undefined && (written.length > 0 || config.complete || config.options['noEmit'] === true))
      found.push(...written);
    else if (!config.complete && call.promised.length > 0) found.push(...call.promised);
    else return `tsc writes beside the sources (${config.path} has no outDir)`;
  }
  return found;
}

/** Only tests that the configuration itself leaves out: tsc reports errors in all others. */
function excludedTests(call: Call, config: TsConfig): string[] {
  return config.exclude
    .filter((pattern) => isInside(pattern, call.root) && pattern !== call.root)
    .map((pattern) => relative(call.root, pattern))
    .filter((pattern) => isLikeTest(pattern) && !/[{}!()[\]]/.test(pattern))
    .map((pattern) => (/\.\w+$/.test(pattern) ? pattern : `${withoutStars(pattern)}/**/*`));
}
