/**
 * turbo.json, whose words polynx reads where they stand: for people who want to do without it. What decides
 * a script goes into the options of polynx and into package.json, the order of tasks into `targetDefaults`.
 * https://turborepo.dev/docs/reference/configuration
 */
import { basename, dirname } from '../../model/paths.js';
import { toolchains } from '../../toolchains/index.js';
import { withValue } from '../../toolchains/shared/jsonc-edit.js';
import { withPluginOption } from '../init/nx-json.js';
import { withoutPackage } from './from-plugin.js';
import { type Conversion, isRecord, type Json, jsonOf, type Repository, recordAt } from './repository.js';
import { takeOverScripts } from './turbo-scripts.js';

const FILE = /(?:^|\/)turbo\.jsonc?$/;

export const turbo: Conversion = {
  name: 'turbo.json',
  isPlugin: false,
  isUsed: ({ files }) => files.some((file) => FILE.test(file) && dirname(file) === '.'),
  convert,
};

/** Keys that say how turbo runs, and decide no result. */
const WITHOUT_MEANING = new Set(
  '$schema extends tasks pipeline globalDependencies globalDotEnv globalEnv globalPassThroughEnv ui daemon envMode concurrency noUpdateNotifier dangerouslyDisablePackageManagerCheck tags'.split(
    ' ',
  ),
);
const TAKEN = new Set(
  'outputs inputs env passThroughEnv dotEnv dependsOn cache persistent outputLogs outputMode interactive interruptible description extends'.split(
    ' ',
  ),
);

function convert(repository: Repository): string[] {
  const files = repository.files.filter((file) => FILE.test(file));
  const notes = files.flatMap((file) => takeOver(file, repository));
  const left = takeOverScripts(repository);
  if (left.length === 0) {
    for (const file of files) repository.remove(file);
    for (const file of repository.files.filter((one) => basename(one) === 'package.json')) {
      const text = repository.read(file) ?? '{}';
      const without = withoutPackage(text, 'turbo');
      if (without !== text) repository.write(file, without);
    }
  }
  return [
    'turbo.json:',
    `  Taken over: ${files.join(', ')}`,
    ...section('No equal', notes),
    ...section('These scripts start turbo, so turbo.json stays until they do not', left),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)];
}

function takeOver(file: string, repository: Repository): string[] {
  const json = jsonOf(repository.read(file));
  const isRoot = dirname(file) === '.';
  if (isRoot) declare('*', globals(json), repository);
  const tasks = { ...recordAt(json, 'pipeline'), ...recordAt(json, 'tasks') };
  const notes = Object.entries(tasks).flatMap(([name, task]) => {
    if (!isRecord(task)) return [];
    const [, owner, script = name] = /^(.*)#(.*)$/s.exec(name) ?? [];
    const place = owner === undefined ? (isRoot ? undefined : dirname(file)) : folderOf(owner, repository);
    const lost = Object.keys(task).filter((key) => !TAKEN.has(key));
    return [
      ...lost.map((key) => `${file}, ${name}: ${key}`),
      ...(owner === undefined && isRoot
        ? takeOverCommon(script, task, repository)
        : takeOverOwn(place, script, task, repository).map((why) => `${file}, ${name}: ${why}`)),
    ];
  });
  const extended = list(json['extends']).filter((name) => name !== '//');
  return [
    ...notes,
    ...extended.map((name) => `${file}: what it extends of ${name}`),
    ...Object.keys(json)
      .filter((key) => !WITHOUT_MEANING.has(key))
      .map((key) => `${file}: ${key}`),
  ];
}

/** Of every package. */
function takeOverCommon(script: string, task: Json, repository: Repository): string[] {
  declare(script, { outputs: outputsOf(task), inputs: inputsOf(task), env: envOf(task) }, repository);
  const text = repository.read('nx.json') ?? '{}';
  const known = recordAt(jsonOf(text), 'targetDefaults')[script];
  if (Array.isArray(known) && Object.keys(orderOf(task)).length > 0)
    return [`dependsOn, cache and persistent of ${script}: targetDefaults.${script} of nx.json is a list`];
  const changed = Object.entries(orderOf(task)).reduce(
    (so, [key, value]) =>
      isRecord(known) && known[key] !== undefined
        ? so
        : withValue(so, ['targetDefaults', script, key], value),
    text,
  );
  if (changed !== text) repository.write('nx.json', changed);
  return [];
}

/** Of one package: beside its scripts, after what polynx infers. */
function takeOverOwn(
  place: string | undefined,
  script: string,
  task: Json,
  repository: Repository,
): string[] {
  if (place === undefined || place === '.')
    return ['a script of the package.json at the root, of which Nx makes no target'];
  const file = `${place}/package.json`;
  const text = repository.read(file);
  if (text === undefined) return [`there is no ${file}`];
  const inputs = [
    ...inputsOf(task).map((one) => (one.startsWith('{') ? one : `{projectRoot}/${one}`)),
    ...envOf(task).map((env) => ({ env })),
  ];
  const outputs = outputsOf(task).map((one) => (one.startsWith('{') ? one : `{projectRoot}/${one}`));
  const said = {
    ...(inputs.length === 0 ? {} : { inputs: ['...', ...inputs] }),
    ...(outputs.length === 0 ? {} : { outputs: ['...', ...outputs] }),
    ...orderOf(task),
  };
  const known = recordAt(jsonOf(text), 'nx', 'targets', script);
  const changed = Object.entries(said).reduce(
    (so, [key, value]) =>
      known[key] === undefined ? withValue(so, ['nx', 'targets', script, key], value) : so,
    text,
  );
  if (changed !== text) repository.write(file, changed);
  return [];
}

/** Order and nature of a task, in Nx's words. */
function orderOf({ dependsOn, cache, persistent }: Json): Json {
  const before = list(dependsOn).flatMap(dependency);
  return {
    ...(before.length === 0 ? {} : { dependsOn: ['...', ...before] }),
    ...(cache === false ? { cache: false } : {}),
    ...(persistent === true ? { continuous: true } : {}),
  };
}

function dependency(name: string): (string | object)[] {
  // Until version 1.5 a variable; `//#x` is a script of the root.
  if (name.startsWith('$') || name.startsWith('//')) return [];
  const [, project, target] = /^([^#]+)#(.+)$/s.exec(name) ?? [];
  return project === undefined ? [name] : [{ projects: [project], target }];
}

function declare(
  name: string,
  said: Readonly<Record<string, readonly string[]>>,
  repository: Repository,
): void {
  const filled = Object.fromEntries(Object.entries(said).filter(([, values]) => values.length > 0));
  const owner = toolchains.find(({ files }) => files.manifests.includes('**/package.json'));
  if (owner === undefined || Object.keys(filled).length === 0) return;
  const text = repository.read('nx.json') ?? '{}';
  const changed = withPluginOption(text, [owner.id, 'declared', name], filled);
  if (changed !== text) repository.write('nx.json', changed);
}

function globals(json: Json) {
  const files = [...list(json['globalDependencies']), ...list(json['globalDotEnv'])];
  return {
    inputs: files.map((one) => `{workspaceRoot}/${one.replace(/^\$TURBO_ROOT\$\//, '')}`),
    // NB not globalPassThroughEnv, which usually has tokens and commits.
    env: list(json['globalEnv']),
  };
}

const outputsOf = ({ outputs }: Json) => list(outputs).filter(isPlain).map(spelt);

/** NB what a package has is an input anyway, and nothing is taken away. */
const inputsOf = ({ inputs, dotEnv }: Json) =>
  [...list(inputs), ...list(dotEnv)].filter((one) => isPlain(one) && !one.startsWith('!')).map(spelt);

const envOf = ({ env, passThroughEnv, dependsOn }: Json) => [
  ...[...list(env), ...list(passThroughEnv)].filter(isPlain),
  // Until version 1.5.
  ...list(dependsOn).flatMap((one) => (one.startsWith('$') ? [one.slice(1)] : [])),
];

/** `$TURBO_DEFAULT$` and `$TURBO_EXTENDS$` are what polynx adds to. */
const isPlain = (one: string) => !one.startsWith('$TURBO_') || one.startsWith('$TURBO_ROOT$/');

const spelt = (one: string) => one.replace('$TURBO_ROOT$/', '{workspaceRoot}/');

function folderOf(name: string, { files, read }: Repository): string | undefined {
  if (name === '//') return '.';
  const manifests = files.filter((file) => basename(file) === 'package.json');
  const found = manifests.find((file) => jsonOf(read(file))['name'] === name);
  return found === undefined ? undefined : dirname(found);
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
