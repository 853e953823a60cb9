/** What to add to which file so that Nx knows what a trace found: text to paste. */
import { isAbsolute } from 'node:path/posix';
import { basename, isInside, join, relative } from '../../model/paths.js';
import type { Finding, FindingKind } from './comparison.js';

export interface Declaration {
  /** Workspace-relative. */
  readonly file: string;
  readonly text: string;
}

export interface DeclaringTask {
  readonly target: string;
  /** Workspace-relative folder of the project. */
  readonly root: string;
  /** The manifest that polynx read; undefined for a project of another plugin. */
  readonly manifest: string | undefined;
  /**
   * `own`: polynx inferred the inputs, and adds what the manifest reads. `default`: the target has none, so
   * Nx takes its default.
   */
  readonly inputs: 'own' | 'default' | 'other';
}

const READS: readonly FindingKind[] = ['read, in no key', 'listed, in no key', 'looked for, in no key'];

/** @returns undefined where there is nothing to add */
export function declarationOf(findings: readonly Finding[], task: DeclaringTask): Declaration | undefined {
  const pathsOf = (...kinds: readonly FindingKind[]) => [
    ...new Set(findings.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path)),
  ];
  const reads = pathsOf(...READS);
  const outputs = pathsOf('written, no output').map((path) => tokenPath(path, task.root));
  if (reads.length + outputs.length === 0) return undefined;
  // Nx hashes no file outside of the workspace.
  if (reads.some((path) => isAbsolute(path))) return inTarget(task, { cache: false });
  const format = manifestFormat(task.manifest);
  if (task.inputs === 'own' && format !== undefined) return settings(task, format, reads, outputs);
  const inputs = reads.map((path) => tokenPath(path, task.root));
  const before = task.inputs === 'default' ? NX_DEFAULT : [REST];
  return inTarget(task, {
    ...(inputs.length === 0 ? {} : { inputs: [...before, ...inputs] }),
    ...(outputs.length === 0 ? {} : { outputs: [REST, ...outputs] }),
  });
}

type ManifestFormat = 'toml' | 'json';

/** Undefined where the manifest has no section for Nx: go.mod. */
function manifestFormat(manifest: string | undefined): ManifestFormat | undefined {
  const extension = /\.(toml|jsonc?)$/.exec(manifest ?? '')?.[1];
  return extension === undefined ? undefined : extension === 'toml' ? 'toml' : 'json';
}

function settings(
  { manifest = '', root, target }: DeclaringTask,
  format: ManifestFormat,
  files: readonly string[],
  outputs: readonly string[],
): Declaration {
  const reads = files.map((path) => relative(root, path));
  if (format === 'json') {
    const targets = outputs.length === 0 ? {} : { targets: { [target]: { outputs: [REST, ...outputs] } } };
    return { file: manifest, text: member('nx', { ...(reads.length === 0 ? {} : { reads }), ...targets }) };
  }
  const lines = [
    '[package.metadata.nx]',
    ...(reads.length === 0 ? [] : [`reads = ${list(reads)}`]),
    ...(outputs.length === 0 ? [] : [`targets.${key(target)}.outputs = ${list([REST, ...outputs])}`]),
  ];
  return { file: manifest, text: lines.join('\n') };
}

/**
 * Every project can have a project.json; package.json and deno.json hold the same in their section for Nx.
 */
function inTarget({ root, target, manifest }: DeclaringTask, values: object): Declaration {
  if (basename(manifest ?? '') === 'package.json')
    return { file: manifest ?? '', text: member('nx', { targets: { [target]: values } }) };
  return { file: join(root, 'project.json'), text: member('targets', { [target]: values }) };
}

/** Nx puts what a plugin inferred in its place. */
const REST = '...';

/** NB a list of inputs takes the place of this one, which Nx has for a target without a list. */
const NX_DEFAULT: readonly string[] = ['default', '^default'];

function tokenPath(path: string, root: string): string {
  return root !== '.' && isInside(path, root)
    ? `{projectRoot}/${relative(root, path)}`
    : `{workspaceRoot}/${path}`;
}

function member(name: string, value: object): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value, null, 2)}`;
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

function key(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
