/** What the text of a program or a configuration says of the world around it. */
import type { Scan } from '../../../model/tree.js';
import { type Token, tokensOf } from '../../shared/javascript/tokens.js';
import { constantsOf, isDeclaring, isEnd, isSign, isWord, type Value, valueAt } from './value.js';
import { variablesOf } from './variables.js';

export interface Mention extends Value {
  /** The properties and calls that it stands in, from the outside to the inside. */
  readonly keys: readonly string[];
}

/** Where something is written; `null` where that is computed. */
export interface Place {
  readonly key: string;
  readonly value: Value | null;
}

export interface ProgramFacts {
  readonly imports: readonly string[];
  /** Beginnings of imports that are computed. */
  readonly computedImports: readonly string[];
  readonly variables: readonly string[];
  /** What can be in no key. */
  readonly does: readonly string[];
  readonly mentions: readonly Mention[];
  /** Values of properties that name an output. */
  readonly settings: readonly Place[];
  /** First arguments of calls that write. */
  readonly writes: readonly Place[];
  /** Whether it makes a test runner measure coverage, which leaves a report. */
  readonly covers: boolean;
  /** Folders whose `.env` files are loaded. */
  readonly envFolders: readonly Value[];
}

export const programScan: Scan<ProgramFacts> = {
  name: 'node-program',
  facts: (text, path) => factsOf(tokensOf(text, path)),
};

/** Properties of configurations that say where a build tool writes. */
const OUTPUT_KEYS =
  /^(?:out|outDir|outdir|outfile|outFile|outputDir|outputPath|distDir|distPath|dir|file|path|dest|declarationDir|reportsDirectory|coverageDirectory)$/;
const LONGEST = 200;
const MOST = 2000;
/** NB brackets that never end may be as deep as the text is long. */
const DEEPEST = 50;

interface Collected {
  readonly imports: Set<string>;
  readonly computedImports: Set<string>;
  readonly does: Set<string>;
  readonly mentions: Mention[];
  readonly settings: Place[];
  readonly writes: Place[];
  readonly envFolders: Value[];
  covers: boolean;
}

export function factsOf(tokens: readonly Token[]): ProgramFacts {
  const reader = { tokens, constants: constantsOf(tokens) };
  const found: Collected = {
    imports: new Set(),
    computedImports: new Set(),
    does: new Set(),
    mentions: [],
    settings: [],
    writes: [],
    envFolders: [],
    covers: false,
  };
  const keys: string[] = [];
  let key = '';
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'word') word(reader, at, found);
    if (token.kind === 'sign') key = bracket(token.text, keys, key);
    const next = tokens[at + 1];
    if ((token.kind === 'word' || token.kind === 'text') && isProperty(tokens, at)) {
      key = token.text;
      if (OUTPUT_KEYS.test(key)) found.settings.push({ key, value: settingAt(reader, at) });
      found.covers ||= isCoverage(keys, key) && !isWord(tokens[at + 2], 'false');
      at += isSign(next, ':') ? 2 : 1;
      continue;
    }
    if (token.kind === 'word' && isSign(next, '(')) key = token.text;
    const value = isAssigned(tokens, at) ? undefined : valueAt(reader, at);
    if (value !== undefined && !isConstant(reader, at) && !isCompared(tokens, at))
      mention(value.value, keys, key, found);
    at = value?.end ?? at + 1;
  }
  const { names, whole } = variablesOf(tokens);
  if (whole) found.does.add('looks at variables whose names it does not state');
  return {
    ...found,
    imports: [...found.imports],
    computedImports: [...found.computedImports],
    does: [...found.does],
    variables: names,
  };
}

/** `coverage: { enabled: true }` of vitest, `collectCoverage: true` of jest. */
function isCoverage(keys: readonly string[], key: string): boolean {
  return key === 'collectCoverage' || (key === 'enabled' && keys.at(-1) === 'coverage');
}

function bracket(sign: string, keys: string[], key: string): string {
  switch (sign) {
    case '{':
    case '[':
    case '(':
      keys.push(key);
      return '';
    case '}':
    case ']':
    case ')':
      keys.pop();
      return '';
    default:
      return sign === ',' || sign === ';' ? '' : key;
  }
}

/**
 * `key: …`, or a shorthand that names an output. NB also the middle of `a ? b : c`, whose key then is wrong,
 * and changes little.
 */
function isProperty(tokens: readonly Token[], at: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (isSign(next, ':')) return isSign(before, '{') || isSign(before, ',') || token?.kind === 'word';
  const isListed = (isSign(before, '{') || isSign(before, ',')) && (isSign(next, '}') || isSign(next, ','));
  return isListed && token?.kind === 'word' && OUTPUT_KEYS.test(token.text);
}

function settingAt(reader: Reader, at: number): Value | null {
  const from = isSign(reader.tokens[at + 1], ':') ? at + 2 : at;
  const found = valueAt(reader, from);
  if (found === undefined || !isEnd(reader.tokens[found.end])) return null;
  return found.value;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly constants: ReturnType<typeof constantsOf>;
}

function isAssigned(tokens: readonly Token[], at: number): boolean {
  return isSign(tokens[at + 1], '=') && tokens[at]?.kind === 'word';
}

/** NB the value of a constant counts where it is used. */
function isConstant({ tokens, constants }: Reader, at: number): boolean {
  const name = tokens[at - 2];
  const isDeclared = isSign(tokens[at - 1], '=') && isDeclaring(wordAt(tokens, at - 3));
  return isDeclared && name?.kind === 'word' && constants.get(name.text) !== undefined;
}

/** `command === 'build'`, `case 'build':` */
function isCompared(tokens: readonly Token[], at: number): boolean {
  const isBefore = isSign(tokens[at - 1], '=') && isEquality(tokens[at - 2]);
  return isBefore || (isSign(tokens[at + 2], '=') && isEquality(tokens[at + 1]));
}

function isEquality(token: Token | undefined): boolean {
  return isSign(token, '=') || isSign(token, '!');
}

function wordAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token?.kind === 'word' ? token.text : '';
}

function mention(value: Value, keys: readonly string[], key: string, { mentions, imports }: Collected): void {
  if (mentions.length >= MOST) return;
  const isPath = value.text.length <= LONGEST && !/[\s:"|;\\]|\/\//.test(value.text);
  if (!isPath || value.self === true || (value.base === 'none' && value.text === '')) return;
  if (imports.has(value.text) && value.base === 'none' && value.text.startsWith('.')) return;
  const around = [...keys.slice(-DEEPEST), key];
  mentions.push({ ...value, keys: around.filter((one) => one !== '') });
}

const STARTERS =
  /^(?:node:)?(?:child_process|worker_threads|cluster)$|^(?:execa|zx|cross-spawn|tinyexec|nano-spawn|nanoexec|shelljs|zx\/.*|simple-git|isomorphic-git|git-.*|@npmcli\/run-script)$/;
const NETWORK = /^(?:node:)?(?:https?|net|tls)$|^(?:undici|axios|got|node-fetch|ky)$/;

export function importedModule(name: string, { imports, does }: Pick<Collected, 'imports' | 'does'>): void {
  if (imports.has(name)) return;
  imports.add(name);
  if (STARTERS.test(name)) does.add('starts other programs');
  else if (NETWORK.test(name)) does.add('reads from the network');
}

/** Which argument of a call that writes is the place. */
const WRITERS: Readonly<Record<string, 0 | 1>> = Object.fromEntries([
  ...['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync', 'createWriteStream', 'outputFile'].map(
    (name) => [name, 0] as const,
  ),
  ...['outputFileSync', 'writeJson', 'writeJsonSync', 'writeJSON', 'outputJson', 'outputJsonSync'].map(
    (name) => [name, 0] as const,
  ),
  ...['writeTextFile', 'mkdir', 'mkdirSync', 'ensureDir', 'ensureDirSync', 'ensureFileSync'].map(
    (name) => [name, 0] as const,
  ),
  ...[
    'copyFile',
    'copyFileSync',
    'cp',
    'cpSync',
    'rename',
    'renameSync',
    'copySync',
    'moveSync',
    'symlinkSync',
  ].map((name) => [name, 1] as const),
]);

function word(reader: Reader, at: number, found: Collected): void {
  const { tokens } = reader;
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token?.kind !== 'word') return;
  if (next?.kind === 'text' && !token.isProperty && /^(?:from|import)$/.test(token.text))
    importedModule(next.text, found);
  if (!isSign(next, '(')) return;
  if (token.text === 'import' || (token.text === 'require' && !token.isProperty))
    importCall(reader, at + 2, found);
  else if (token.text === 'fetch' && !token.isProperty) found.does.add('reads from the network');
  else if (token.text === 'homedir') found.does.add("looks into the user's home folder");
  else if (token.isProperty && /^(?:spawn|spawnSync|Command)$/.test(token.text) && isGlobal(tokens[at - 2]))
    found.does.add('starts other programs');
  else if (token.text === 'loadEnv' || token.text === 'loadEnvFile') loadEnv(reader, at, found);
  else if (Object.hasOwn(WRITERS, token.text)) {
    const argument = WRITERS[token.text] === 1 ? secondArgument(tokens, at + 2) : at + 2;
    const value = argument === undefined ? undefined : valueAt(reader, argument)?.value;
    found.writes.push({ key: token.text, value: value ?? null });
  }
}

function isGlobal(token: Token | undefined): boolean {
  return isWord(token, 'Bun') || isWord(token, 'Deno');
}

function importCall(reader: Reader, at: number, found: Collected): void {
  const value = valueAt(reader, at);
  const isWhole =
    value !== undefined && value.value.open !== true && /^[),]$/.test(signAt(reader.tokens, value.end));
  if (isWhole && value.value.self !== true) importedModule(inFile(value.value), found);
  else found.computedImports.add(value === undefined ? '' : inFile(value.value));
}

function inFile({ base, text }: Value): string {
  return base === 'none' || /^\.{0,2}\//.test(text) ? text : `./${text}`;
}

function signAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token?.kind === 'sign' ? token.text : '';
}

/** `loadEnv(mode, folder, prefix)` of vite. */
function loadEnv(reader: Reader, at: number, { envFolders }: Collected): void {
  const second = secondArgument(reader.tokens, at + 2);
  const value = second === undefined ? undefined : valueAt(reader, second)?.value;
  envFolders.push(value ?? { base: 'cwd', text: '.' });
}

const LONGEST_ARGUMENT = 100;

function secondArgument(tokens: readonly Token[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < Math.min(tokens.length, from + LONGEST_ARGUMENT); at++) {
    const sign = signAt(tokens, at);
    if (/^[([{]$/.test(sign)) depth++;
    else if (/^[)\]}]$/.test(sign) && depth-- === 0) return undefined;
    else if (sign === ',' && depth === 0) return at + 1;
  }
  return undefined;
}
