import { applyEdits, modify, parse } from 'jsonc-parser';
import { ExpectedError } from '../../model/errors.js';
import { ownEntry } from '../../model/own-entry.js';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';

interface NxJson {
  readonly plugins?: readonly (string | { readonly plugin: string; readonly options?: unknown })[];
  readonly namedInputs?: Readonly<Record<string, readonly unknown[]>>;
  readonly targetDefaults?: Readonly<Record<string, unknown>>;
  readonly pluginsConfig?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly installation?: unknown;
  readonly sync?: { readonly globalGenerators?: readonly string[] };
}

/**
 * nx.json with the plugin entry, and with an empty entry in `targetDefaults` for every executor of ours: Nx
 * takes the entry of the executor before that of the target's name, so a common `targetDefaults.build` with
 * `^build` and `production` does not replace what we infer. Only what is missing is added; comments and the
 * rest of the text stay.
 *
 * @param isPackage there is a package.json at the root, and a lock of npm's kind
 * @param canAnalyse whether the TypeScript that is installed answers what Nx asks it
 */
export function withPolynx(
  text: string,
  executors: readonly string[],
  isPackage = false,
  canAnalyse = true,
): string {
  const plugins = readNxJson(text).plugins ?? [];
  const isListed = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'polynx');
  const listed = isListed ? text : addToJsonc(text, ['plugins'], 'polynx');
  const defaults = readNxJson(listed).targetDefaults ?? {};
  const form = emptyEntry(defaults);
  const complete = executors
    .filter((executor) => !(executor in defaults))
    .reduce((changed, executor) => addToJsonc(changed, ['targetDefaults'], form, executor), listed);
  const auto = isPackage ? withAuto(complete) : complete;
  const chosen = canAnalyse ? auto : withJs(auto, 'analyzeSourceFiles', false);
  // `nx init` leaves the last line open, and formatters complain.
  return chosen === text || chosen.endsWith('\n') ? chosen : `${chosen}\n`;
}

/**
 * NB by default a change of an npm lock selects every project. What the user has chosen stays.
 * https://nx.dev/reference/nx-json#nxjs
 */
function withAuto(text: string): string {
  return withJs(text, 'projectsAffectedByDependencyUpdates', 'auto');
}

/** Of the plugin that Nx has for JavaScript. What the user has chosen stays. */
export function withJs(text: string, key: string, value: unknown): string {
  const { pluginsConfig = {} } = readNxJson(text);
  const path = ['pluginsConfig', '@nx/js'];
  return pluginsConfig['@nx/js']?.[key] === undefined ? addToJsonc(text, path, value, key) : text;
}

/** The options of our entry, `undefined` when there is none. */
export function pluginOptions(text: string): unknown {
  const entry = readNxJson(text).plugins?.find(
    (plugin) => typeof plugin === 'object' && plugin.plugin === 'polynx',
  );
  return typeof entry === 'object' ? entry.options : undefined;
}

/**
 * nx.json with the project among those whose builds are stamped. One that is there already stays as it is.
 */
export function withStamp(text: string, project: string, stamp: unknown): string {
  if (indexOfPolynx(text) < 0)
    throw new ExpectedError('nx.json does not name polynx: run nx g polynx:init first.');
  return withPluginOption(text, ['stamp', project], stamp);
}

/** nx.json with the option at that path, unless the user has set it; our entry becomes an object for that. */
export function withPluginOption(text: string, path: readonly string[], value: unknown): string {
  const at = indexOfPolynx(text);
  const entry = readNxJson(text).plugins?.[at];
  if (entry === undefined) return text;
  if (typeof entry === 'string') {
    const options = [...path].reverse().reduce<unknown>((inner, key) => ({ [key]: inner }), value);
    const layout = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
    return applyEdits(text, modify(text, ['plugins', at], { plugin: 'polynx', options }, layout));
  }
  const known = path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' ? ownEntry((inside ?? {}) as Record<string, unknown>, key) : undefined,
    entry.options,
  );
  const key = path.at(-1);
  return known !== undefined || key === undefined
    ? text
    : addToJsonc(text, ['plugins', at, 'options', ...path.slice(0, -1)], value, key);
}

function indexOfPolynx(text: string): number {
  const plugins = readNxJson(text).plugins ?? [];
  return plugins.findIndex((entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'polynx');
}

export function readNxJson(text: string): NxJson {
  return (parse(text, [], { allowTrailingComma: true }) ?? {}) as NxJson;
}

/** Nx reads `{}` and `[{}]` alike; where a repository writes lists throughout, so do we. */
function emptyEntry(defaults: Readonly<Record<string, unknown>>): object {
  const values = Object.values(defaults);
  return values.length > 0 && values.every(Array.isArray) ? [{}] : {};
}

/** One that says nothing yet starts with its schema, where Nx is installed beside a package.json. */
export function startedNxJson(text: string | undefined, hasPackages: boolean): string {
  const isEmpty = text === undefined || /^\s*(?:\{\s*\}\s*)?$/.test(text);
  if (!isEmpty) return text;
  const start = hasPackages ? { $schema: './node_modules/nx/schemas/nx-schema.json' } : {};
  return `${JSON.stringify(start, null, 2)}\n`;
}
