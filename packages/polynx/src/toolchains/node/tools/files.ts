import { writtenGlob } from '../../../model/globs.js';
import { beforeWildcard } from '../../shared/wildcard.js';
import { configured } from './configured.js';
import { ownProgram } from './own-program.js';
import { at, type Call, type Effect, flag, has, positional, refuse, type Tool, words } from './tool.js';

/**
 * Small programs around a build. What they remove or make must be an output itself, which the caller checks.
 */
const nothing: Tool = () => ({});
const removes: Tool = (call) => ({
  removes: words(call).map((path) => writtenGlob(call.cwd, path.replace(/\/$/, ''))),
});
const writesAll: Tool = (call) => ({ writes: words(call).map((path) => at(call, folderOf(path))) });
const writesLast: Tool = (call) => {
  const to = words(call).at(-1);
  return to === undefined
    ? refuse(`${call.program} without a place to copy to`)
    : { writes: [at(call, folderOf(to))] };
};

export const FILES: Readonly<Record<string, Tool>> = {
  echo: nothing,
  true: nothing,
  test: nothing,
  exit: nothing,
  rm: removes,
  rimraf: removes,
  del: removes,
  'del-cli': removes,
  mkdir: writesAll,
  mkdirp: writesAll,
  touch: writesAll,
  cp: writesLast,
  copyfiles: writesLast,
  cpy: writesLast,
  chmod: (call) => ({
    writes: words(call)
      .slice(1)
      .map((path) => at(call, folderOf(path))),
  }),
  shx: (call) => {
    const [program = '', ...args] = call.args;
    return FILES[program]?.({ ...call, program, args }) ?? refuse(`shx ${program} is not known`);
  },
  // They rewrite what tsc has just written.
  'tsc-alias': nothing,
  'tsc-esm-fix': nothing,
  'resolve-tspaths': nothing,
  node: (call) => (has(call, '--test') ? nodeTest(call) : has(call, '--check', '-c') ? {} : ownProgram(call)),
  tsx: (call) => (has(call, '--test') ? nodeTest(call) : (watched(call) ?? ownProgram(call))),
  'ts-node': (call) => ownProgram(call),
  bun: (call) => watched(call) ?? ownProgram(call),
  tailwindcss: (call) => outputFlag(call, '-o', '--output'),
  json2ts: (call) => {
    const [first, second] = positional(call);
    const input = flag(call, '--input', '-i') ?? first;
    const output = flag(call, '--output', '-o') ?? second;
    const path = input === undefined ? undefined : at(call, input);
    if (path === undefined || output === undefined || !call.tree.has(path))
      return refuse('json2ts without one file to read and one to write');
    return /"\$ref"\s*:\s*"(?!#)/.test(call.tree.read(path) ?? '')
      ? refuse('its schema refers to other files')
      : { writes: [at(call, output)] };
  },
  postcss: (call) => outputFlag(call, '-o', '--output', '-d', '--dir'),
};

/** Both read each other's configuration. */
const STYLES = /^(?:(?:postcss|tailwind)\.config\..*|\.(?:postcssrc|browserslistrc).*)$/;

function watched(call: Call): Effect | undefined {
  return call.args[0] === 'watch' || has(call, '--watch', '--hot')
    ? refuse(`${call.program} watch does not end`)
    : undefined;
}

function folderOf(path: string): string {
  return beforeWildcard(path, '*') || '.';
}

function nodeTest(call: Call): Effect {
  const bad = ['--watch', '--test-update-snapshots'].find((name) => has(call, name));
  return bad === undefined
    ? { usesBuilds: true, usesOwnBuild: true }
    : refuse(`node ${bad} watches or rewrites`);
}

function outputFlag(call: Call, ...names: readonly string[]): Effect {
  const to = flag(call, ...names);
  return to === undefined
    ? refuse(`${call.program} does not say where it writes`)
    : { ...configured({ above: STYLES }, call).effect, writes: [at(call, to)], usesBuilds: true };
}
