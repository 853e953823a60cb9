import { ownEntry } from '../../../model/own-entry.js';
import { isInside } from '../../../model/paths.js';
import { BUNDLERS, bundler } from './bundlers.js';
import { CHECKS, check } from './checks.js';
import { FILES } from './files.js';
import { NATIVE } from './native.js';
import { at, type Call, type Effect, exists, outsidePaths, refuse, type Tool, unknown } from './tool.js';
import { tsc } from './typescript.js';
import { wrangler } from './wrangler.js';

const OTHERS: Readonly<Record<string, Tool>> = { tsc, 'vue-tsc': tsc, tsgo: tsc, wrangler };

/** Programs that run another one under observation. */
const WRAPPERS = ['c8', 'nyc'];

/** Runners with a cache of their own: two caches over one result would only hide each other's mistakes. */
const ORCHESTRATORS = ['turbo', 'nx', 'lerna', 'wireit', 'moon', 'lage', 'rush'];

/** What one call does. `trusted` programs are taken to write only what the manifest promises. */
export function effectOf(call: Call, trusted: readonly string[]): Effect {
  const effect = known(call, trusted);
  // NB what is compiled enters the key as the inputs of that project's own build: less than its whole folder.
  const isCompiled = (path: string) => effect.compiles?.some((root) => isInside(path, root)) === true;
  const paths = outsidePaths(call).filter((path) => !isCompiled(path));
  const [reads, produced] = [true, false].map((is) => paths.filter((path) => exists(call.tree, path) === is));
  return {
    ...effect,
    reads: [...(reads ?? []), ...(effect.reads ?? [])],
    produced: [...(produced ?? []), ...(effect.produced ?? [])],
  };
}

function known(call: Call, trusted: readonly string[]): Effect {
  const { program, args } = call;
  if (trusted.includes(program)) return { writes: call.promised, usesBuilds: true };
  if (ORCHESTRATORS.includes(program)) return refuse(`${program} has a cache of its own`);
  if (WRAPPERS.includes(program)) return wrapped(call, trusted);
  return toolFor(program, args)?.(call) ?? unknown(`what \`${program}\` reads and writes is not known`);
}

/** NB of one program the first word may say what it is: bun builds, tests and runs. */
function toolFor(program: string, [first = '']: readonly string[]): Tool | undefined {
  const row = ownEntry(BUNDLERS, program);
  const checks = ownEntry(CHECKS, program);
  if (checks !== undefined && (row === undefined || checks.commands?.includes(first) === true))
    return check(checks);
  const other = ownEntry(OTHERS, program) ?? ownEntry(NATIVE, program) ?? ownEntry(FILES, program);
  return row !== undefined && (row.command === first || other === undefined) ? bundler(row) : other;
}

function wrapped(call: Call, trusted: readonly string[]): Effect {
  const start = call.args.findIndex((word) => !word.startsWith('-'));
  const [program = '', ...args] = start < 0 ? [] : call.args.slice(start);
  const inner = known({ ...call, program, args }, trusted);
  const reports = call.program === 'nyc' ? ['coverage', '.nyc_output'] : ['coverage'];
  return { ...inner, writes: [...(inner.writes ?? []), ...reports.map((folder) => at(call, folder))] };
}
