/**
 * What people say of a script besides package.json: in turbo.json, in `targets` of Nx, in the option
 * `declared`. It is added to what is known of the script and takes nothing away: inputs never narrow, and an
 * output that a restore could do harm with is refused.
 */
import { compact } from '../../../model/compact.js';
import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { isTooDeep } from '../../shared/json.js';
import { wildcard } from '../../shared/wildcard.js';
import { memo } from '../memo.js';
import type { DeclaredScript, NodeOptions } from '../options.js';
import type { Package } from '../packages.js';
import { readTurbo, type Turbo, type TurboTask } from './turbo.js';

export interface Declaration {
  /** The file. */
  readonly source: string;
  /** Patterns as they stand there. Absent: it says nothing of outputs. */
  readonly outputs?: readonly string[];
  /** Said of this package, not of all. */
  readonly isOwn: boolean;
  /** Nx's own words may name a folder at the root, as its users have it. */
  readonly mayLeave: boolean;
  readonly inputs: readonly string[];
  readonly env: readonly string[];
  /** Scripts of the same package that run before. */
  readonly after?: readonly string[];
  /** It says enough to cache a script of which nothing else is known. */
  readonly suffices: boolean;
  /** Why the script is not cached, where it says so. */
  readonly uncached?: string;
}

export type DeclarationsOf = (one: Package, script: string) => readonly Declaration[];

export function declarations(
  tree: Tree,
  options: NodeOptions,
  rootOf: (name: string) => string | undefined,
): DeclarationsOf {
  const turbo = readTurbo(tree, rootOf);
  const targetsIn = memo((file) => readTargets(tree.read(file) ?? ''));
  return (one, script) => [
    ...fromTurbo(turbo, one, script),
    ...fromOptions(options, script),
    ...fromTargets(tree, one, script, targetsIn),
  ];
}

function fromTurbo(turbo: Turbo, { root, workspace, fields }: Package, script: string): Declaration[] {
  const task = turbo.task({ root, workspace, name: fields.name }, script);
  if (task === undefined) return [];
  const globals = turbo.globals(workspace);
  const common = { isOwn: false, mayLeave: false, suffices: false };
  const { file, isOwn, outputs, inputs = [], env = [], passThroughEnv = [], dependsOn = [] } = task;
  return [
    compact({
      source: file,
      isOwn,
      mayLeave: false,
      outputs,
      inputs,
      env: [...env, ...passThroughEnv],
      suffices: [outputs, task.inputs, task.env].some((stated) => stated !== undefined),
      // Tasks of other packages run before by the graph of packages.
      after: dependsOn.filter((name) => !/[\^#$]/.test(name)),
      ...uncached(task),
    }),
    ...(globals === undefined
      ? []
      : [
          {
            ...common,
            source: globals.file,
            inputs: globals.dependencies.map(
              (glob) => `$TURBO_ROOT$/${glob.replace(/^\$TURBO_ROOT\$\//, '')}`,
            ),
            env: globals.env,
          },
        ]),
  ];
}

function uncached({ file, cache, persistent, env = [] }: TurboTask): Pick<Declaration, 'uncached'> {
  if (cache === false) return { uncached: `${file} says "cache": false` };
  if (persistent === true) return { uncached: `${file} says that it does not end` };
  return env.includes('*') ? { uncached: `${file} says that every variable decides` } : {};
}

function fromOptions({ declared }: NodeOptions, script: string): Declaration[] {
  return Object.entries(declared)
    .filter(([pattern]) => wildcard(pattern, { dot: true })(script))
    .map(([, said]) => ({ source: 'nx.json', isOwn: false, mayLeave: true, ...stated(said) }));
}

function stated({
  outputs,
  inputs = [],
  env = [],
}: DeclaredScript): Pick<Declaration, 'outputs' | 'inputs' | 'env' | 'suffices'> {
  return compact({
    outputs,
    inputs,
    env,
    suffices: outputs !== undefined,
  });
}

/**
 * `targets` of package.json and project.json. NB Nx itself puts them over what we say: here they only count
 * as what the user knows of the script.
 */
function fromTargets(
  tree: Tree,
  { root, fields }: Package,
  script: string,
  targetsIn: (file: string) => unknown,
): Declaration[] {
  const file = join(root, 'project.json');
  const sources: [string, unknown][] = [
    [join(root, 'package.json'), fields.nx?.['targets']],
    ...(tree.has(file) ? [[file, targetsIn(file)] as [string, unknown]] : []),
  ];
  return sources.flatMap(([source, targets]) => {
    const target = isRecord(targets) ? targets[script] : undefined;
    // NB an executor of its own: it is the script of that name no longer.
    if (!isRecord(target) || 'executor' in target || 'command' in target) return [];
    const inputs = Array.isArray(target['inputs']) ? target['inputs'] : [];
    const outputs = Array.isArray(target['outputs']) ? { outputs: target['outputs'].filter(isPath) } : {};
    const filesets = inputs.flatMap((one) => (isRecord(one) ? one['fileset'] : one)).filter(isText);
    const said = {
      ...outputs,
      // A named input has no path in it.
      inputs: filesets.filter((one) => /^!?\{(?:workspace|project)Root\}\//.test(one)),
      env: inputs.flatMap((one) => (isRecord(one) ? one['env'] : [])).filter(isText),
    };
    return [{ source, isOwn: true, mayLeave: true, ...stated(said) }];
  });
}

function readTargets(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) ? json['targets'] : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** NB `...` is Nx's word for what is inferred. */
function isPath(value: unknown): value is string {
  return isText(value) && value !== '...';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
