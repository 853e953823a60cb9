/** Another plugin's targets, its entries in nx.json and its package, by what is known of it. */

import { withoutEmpty, withValue } from '../../toolchains/shared/jsonc-edit.js';
import { withPluginOption } from '../init/nx-json.js';
import { entriesOf } from './entries.js';
import { withoutPlugin } from './nx-json.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Peer } from './peer.js';
import { placed, type Shared, shared } from './places.js';
import { reportOf } from './report.js';
import { type Conversion, isRecord, type Json, jsonOf, type Repository, recordAt } from './repository.js';

export function fromPlugin(peer: Peer): Conversion {
  return {
    name: peer.name,
    isPlugin: true,
    isUsed: (repository) => isUsed(peer, repository),
    convert: (repository) => convert(peer, repository),
  };
}

function isUsed({ name }: Peer, { read, files }: Repository): boolean {
  const quoted = new RegExp(`"${name.replaceAll('/', '\\/')}[":]`);
  return files.some(
    (file) => /(?:^|\/)(?:nx|project|package)\.json$/.test(file) && quoted.test(read(file) ?? ''),
  );
}

function convert(peer: Peer, repository: Repository): string[] {
  const entries = entriesOf(peer, repository);
  const nxJson = jsonOf(repository.read('nx.json'));
  const major = majorOf(peer.name, jsonOf(repository.read('package.json')));
  const outcomes = entries.map((entry) =>
    outcomeOf(
      entry,
      entries.filter(({ root }) => root === entry.root),
      defaultsOf(`${peer.name}:${entry.executor}`, nxJson),
      { peer, repository, major },
    ),
  );
  const common = shared(outcomes, repository.analysis);
  for (const outcome of outcomes) {
    writeOutcome(placed(outcome, common), outcome, repository);
    writeSettings(outcome, repository);
  }
  writeShared(common, repository);
  const isLeft = outcomes.some(({ next }) => String(next?.['executor']).startsWith(`${peer.name}:`));
  const removed = isLeft ? [] : removePlugin(peer, repository);
  return reportOf(peer.name, outcomes, common, removed, repository.analysis.names);
}

/** NB an array of defaults has filters: only what is said of every target of the executor counts. */
function defaultsOf(executor: string, nxJson: Json): Json {
  const value = recordAt(nxJson, 'targetDefaults')[executor];
  const found = Array.isArray(value)
    ? value.find((one) => isRecord(one) && one['filter'] === undefined)
    : value;
  return isRecord(found) ? found : {};
}

function majorOf(name: string, packageJson: Json): number {
  const range = ['devDependencies', 'dependencies'].map((field) => recordAt(packageJson, field)[name]);
  const found = /\d+/.exec(String(range.find((one) => one !== undefined) ?? ''))?.[0];
  return found === undefined ? Number.POSITIVE_INFINITY : Number(found);
}

function writeOutcome(
  { next, settings }: ReturnType<typeof placed>,
  { entry }: Outcome,
  repository: Repository,
): void {
  const { file, path } = entry.at ?? { file: 'nx.json', path: [] };
  const value = jsonOf(repository.read(file));
  if (file === 'nx.json') {
    if (settings === undefined) return;
    const text = repository.read(file) ?? '{}';
    repository.write(
      file,
      withPluginOption(text, ['projects', entry.root, 'targets', settings.intent], settings.value),
    );
    return;
  }
  const text = repository.read(file) ?? '{}';
  const known = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
  const changed = known === undefined && next === undefined ? text : withValue(text, path, next);
  const tidy = withoutEmpty(changed, path.slice(0, -1));
  const full =
    settings === undefined
      ? tidy
      : withValue(tidy, ['metadata', 'polynx', 'targets', settings.intent], settings.value);
  if (full !== text) repository.write(file, full);
}

function writeSettings({ settings }: Outcome, repository: Repository): void {
  if (settings === undefined) return;
  const { root, intent, value } = settings;
  const text = repository.read('nx.json') ?? '{}';
  repository.write('nx.json', withPluginOption(text, ['projects', root, 'targets', intent], value));
}

function writeShared(common: Shared, repository: Repository): void {
  const before = repository.read('nx.json') ?? '{}';
  const after = common.reduce((text, { path, value }) => withPluginOption(text, path, value), before);
  if (after !== before) repository.write('nx.json', after);
}

function removePlugin({ name }: Peer, repository: Repository): readonly string[] {
  const nxJson = repository.read('nx.json') ?? '{}';
  const { text, removed } = withoutPlugin(nxJson, name);
  if (text !== nxJson) repository.write('nx.json', text);
  const packageJson = repository.read('package.json');
  const without = packageJson === undefined ? undefined : withoutPackage(packageJson, name);
  if (packageJson === undefined || without === undefined || without === packageJson) return removed;
  repository.write('package.json', without);
  return [...removed, `${name} in package.json: install once more, so that it goes from the lock file too`];
}

export function withoutPackage(text: string, name: string): string {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].reduce(
    (changed, field) =>
      recordAt(jsonOf(changed), field)[name] === undefined
        ? changed
        : withoutEmpty(withValue(changed, [field, name], undefined), [field]),
    text,
  );
}
