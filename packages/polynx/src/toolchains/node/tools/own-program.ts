/**
 * `node build.mjs`, `tsx scripts/build.ts`: a program of the package itself, behind options of what runs it.
 */
import { only } from '../../../model/globs.js';
import { isInside } from '../../../model/paths.js';
import { moduleAt, type Program, readProgram } from '../programs/program.js';
import { dotenvGlobs } from '../unlisted.js';
import { at, type Call, type Effect, isOutside, refuse, unknown as unknownEffect } from './tool.js';

/** Options of node, tsx and bun that take the next word, and of those the ones that load a module first. */
const PRELOAD = /^(?:-r|--require|--import|--loader|--experimental-loader|--preload)$/;
const TAKES_VALUE =
  /^(?:-C|--conditions|--env-file|--env-file-if-exists|--input-type|--title|--stack-trace-limit|--max-old-space-size|--test-name-pattern|--test-reporter|--test-reporter-destination|--test-concurrency|--watch-path|--icu-data-dir|--openssl-config|--disable-warning|--unhandled-rejections|--tsconfig|-d|--define|--cwd)$/;

interface Started {
  /** The program and what is loaded before it. */
  readonly modules: readonly string[];
  readonly envFiles: readonly string[];
  /** Of code on the command line there is no file. */
  readonly main: string | undefined;
}

export function startedBy(args: readonly string[]): Started {
  const modules: string[] = [];
  const envFiles: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [name = '', stated] = (args[index] ?? '').split(/=(.*)/s, 2);
    if (!name.startsWith('-')) return { modules: [...modules, name], envFiles, main: name };
    const takes = PRELOAD.test(name) || TAKES_VALUE.test(name);
    const value = stated ?? (takes ? args[++index] : undefined);
    if (value === undefined) continue;
    if (PRELOAD.test(name)) modules.push(value);
    if (name.startsWith('--env-file')) envFiles.push(value);
  }
  return { modules, envFiles, main: undefined };
}

/**
 * It may be cached when package.json names what it writes, or it is no build, and its text, with that of the
 * files it imports, starts no other program and climbs out of the package by no path that cannot be read off.
 * Paths it spells out are inputs.
 */
export function ownProgram(call: Call): Effect {
  const { main, modules, envFiles } = startedBy(call.args);
  const unknown = (why: string) =>
    unknownEffect(
      `what \`${call.program} ${main ?? call.args.join(' ')}\` reads and writes is not known: ${why}`,
    );
  if (main === undefined) return unknown('it names no file');
  if (call.isBuild && call.promised.length === 0)
    return unknown('package.json names no ignored file that it writes');
  const entry = moduleAt(at(call, main), call.tree);
  if (isOutside(call, at(call, main))) return unknown('it lies outside the package');
  if (entry === undefined) return unknown('it is not in the repository');
  if (call.tree.read(entry)?.trim() === '') return unknown('it is empty');
  const preloaded = modules
    .filter((name) => /^\.{0,2}\//.test(name))
    .map((name) => moduleAt(at(call, name), call.tree));
  if (preloaded.includes(undefined)) return unknown('what it loads first is not in the repository');
  const program = readProgram([entry, ...preloaded.filter((file) => file !== undefined)], call);
  const [problem] = program.problems;
  if (problem !== undefined) return unknown(problem);
  const { reads, produced, env } = program;
  return {
    ...written(call, program.writes, program.settings),
    reads,
    produced,
    ignored: [
      ...program.ignored,
      ...only(envFiles.map((file) => at(call, file))),
      ...(modules.includes('dotenv/config') || call.program === 'bun' ? dotenvGlobs(at(call, '.')) : []),
    ],
    env,
    usesBuilds: true,
    usesOwnBuild: !call.isBuild,
  };
}

/**
 * A build writes what the manifest promises, and what it says besides; whatever else writes may not touch the
 * repository.
 */
function written(
  call: Call,
  writes: readonly (string | undefined)[],
  settings: Program['settings'],
): Pick<Effect, 'writes' | 'refuse'> {
  const bundled = settings
    .filter(({ key }) => /^out(?:put)?(?:dir|file|path)?$/i.test(key))
    .map(({ path }) => path);
  const stated = [...writes, ...(call.isBuild ? bundled : [])].filter(
    (path) => path !== undefined && !isInside(call.root, path),
  ) as string[];
  if (call.isBuild) return { writes: [...call.promised, ...stated] };
  const tracked = stated.find(call.tree.has);
  return tracked === undefined ? {} : refuse(`it writes to ${tracked}, which git does not ignore`);
}
