/**
 * What else than the lock decides what is in node_modules: patches, what the workspace runs when it is
 * installed, settings of the package manager. Nothing is asked of node_modules itself.
 */
import { dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { pnpmFields, pnpmSettings } from './pnpm-settings.js';
import { moduleAt, readProgram } from './programs/program.js';
import { readScript } from './shell.js';

export interface Installation {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Settings and commands, those aside that only say how to reach a registry. */
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

export function installationOf(directory: string, tree: Tree): Installation {
  const manifest = readJson(tree.read(join(directory, 'package.json')));
  const commands = hooksOf(manifest);
  const workspace = tree.read(join(directory, 'pnpm-workspace.yaml')) ?? '';
  const named = [
    'patches',
    '.yarn/patches',
    '.pnpmfile.cjs',
    '.pnpmfile.mjs',
    ...patched(manifest, workspace),
    ...commands.flatMap((command) => wordsOf(command)),
  ].map((path) => join(directory, path));
  const there = named.filter(
    (path) =>
      !leavesWorkspace(path) && !isInside(directory, path) && (tree.has(path) || tree.hasDirectory(path)),
  );
  const programs = named.flatMap((path) => (leavesWorkspace(path) ? [] : (moduleAt(path, tree) ?? [])));
  const followed = programs.length === 0 ? [] : filesOf(programs, directory, tree);
  const settings = ['.npmrc', '.yarnrc.yml'].map((name) => decisive(tree.read(join(directory, name)) ?? ''));
  return {
    paths: [...new Set([...there, ...followed])].sort(),
    text: [...settings, ...settingsOfPnpm(manifest, workspace), ...commands]
      .filter((part) => part !== '')
      .join('\n'),
  };
}

/** https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order */
const HOOKS = ['preinstall', 'install', 'postinstall', 'prepare', 'dependencies', 'pnpm:devPreinstall'];

function hooksOf({ scripts }: Json): string[] {
  const all = isRecord(scripts) ? scripts : {};
  return HOOKS.flatMap((name) => (typeof all[name] === 'string' ? [all[name]] : []));
}

function settingsOfPnpm({ pnpm }: Json, workspace: string): string[] {
  return [pnpmSettings(workspace), isRecord(pnpm) ? pnpmFields(pnpm) : ''];
}

/** Words that may be files or folders: `patch-package --patch-dir fixes`, `node scripts/fix.js`. */
function wordsOf(command: string): string[] {
  const shell = readScript(command);
  const words =
    'commands' in shell ? shell.commands.flatMap((one) => one.words) : command.split(/[\s;&|()"']+/);
  return words
    .map((word) => word.replace(/^--?[\w-]+=/, ''))
    .filter((word) => /^[\w@.][\w@./-]*$/.test(word));
}

/** Patches of pnpm, wherever they lie. */
function patched({ pnpm }: Json, workspace: string): string[] {
  const listed = isRecord(pnpm) && isRecord(pnpm['patchedDependencies']) ? pnpm['patchedDependencies'] : {};
  const lines = [...workspace.matchAll(/^ .*: *["']?([^\s"':]{1,300}\.patch)["']? *$/gm)];
  return [...Object.values(listed), ...lines.map(([, path]) => path)].filter(
    (path) => typeof path === 'string',
  );
}

function filesOf(programs: readonly string[], directory: string, tree: Tree): readonly string[] {
  const around = {
    root: directory,
    cwd: directory,
    nested: [],
    tree,
    isIgnored: () => false,
    packageNamed: () => undefined,
  };
  const { files, reads } = readProgram(programs, around);
  return [...files, ...reads].filter((file) => dirname(file) !== '' && !leavesWorkspace(file));
}

/** NB a CI job writes its token there: who may read which registry is in no key. */
const WAY_TO_REGISTRY =
  /^\s*(?:[#;]|\/\/)|auth|token|password|registr|proxy|cert|email|user|npmScopes|cache|store|loglevel|fund|audit|telemetry|progress|retr|timeout|network/i;

function decisive(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !WAY_TO_REGISTRY.test(line))
    .join('\n');
}

function readJson(text: string | undefined): Json {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
