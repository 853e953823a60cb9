import type { Program } from '../programs/program.js';
import { type SourcePaths, sourcePaths } from '../programs/source-paths.js';
import { configured } from './configured.js';
import { at, type Call, type Effect, flag, has, positional, refuse, type Tool, unknown } from './tool.js';

/**
 * A test runner or a linter: what makes it more than a look, and whose configuration above the package it
 * obeys.
 */
interface Check {
  /** Words one of which must be the first that is no flag. */
  readonly commands?: readonly string[];
  /** What it does without one of them: it ends where this variable is set, and watches files elsewhere. */
  readonly watchesWithout?: string;
  /** Flags without which it writes. */
  readonly needs?: readonly string[];
  /** Flags with which it writes, or never ends. */
  readonly refuses?: readonly string[];
  /** Configuration files that are looked for in the package and in every folder above. */
  readonly above?: RegExp;
  /** Its own configuration in the package, which may import files from elsewhere. */
  readonly config?: RegExp;
  readonly usesBuilds?: boolean;
  readonly usesOwnBuild?: boolean;
  /** It runs the package's sources, which may read files by paths that they make. */
  readonly runsSources?: boolean;
  readonly env?: readonly string[];
  /** Fields of package.json that configure it. */
  readonly fields?: readonly string[];
  /** Whether it loads `.env` files. */
  readonly dotenv?: boolean;
  /** With this flag it leaves a folder behind. */
  readonly coverage?: string;
}

const WATCH = ['-w', '--watch', '--watchAll', '--ui', '-u', '--update', '--updateSnapshot'];
/** NB whether a new snapshot is written or is a failure depends on CI. */
const RUNNER = {
  refuses: WATCH,
  usesBuilds: true,
  usesOwnBuild: true,
  runsSources: true,
  env: ['CI'],
  coverage: 'coverage',
} as const;
const PRETTIER = /^(\.prettierrc.*|prettier\.config\..*|\.prettierignore|\.editorconfig)$/;
const ESLINT = /^(eslint\.config\..*|\.eslintrc.*|\.eslintignore|tsconfig.*\.json)$/;

export const CHECKS: Readonly<Record<string, Check>> = {
  vitest: {
    ...RUNNER,
    commands: ['run', 'typecheck', 'related'],
    watchesWithout: 'CI',
    config: /^(vitest|vite)\.(config|workspace|projects)\./,
    above: /^(?:(?:postcss|tailwind|uno|svelte)\.config\..*|\.(?:postcssrc|browserslistrc).*)$/,
    dotenv: true,
  },
  jest: {
    ...RUNNER,
    config: /^(jest\.(config|preset|setup).*|babel\.config\..*|\.babelrc.*|\.swcrc)$/,
    above: /^(babel\.config\..*|jest\.config\..*|\.babelrc.*|\.swcrc|\.browserslistrc)$/,
    fields: ['jest', 'babel'],
  },
  mocha: { ...RUNNER, above: /^\.mocharc\..*$/, fields: ['mocha'] },
  ava: { ...RUNNER, above: /^ava\.config\..*$/, fields: ['ava'] },
  bun: {
    ...RUNNER,
    commands: ['test'],
    refuses: [...WATCH, '--update-snapshots'],
    above: /^bunfig\.toml$/,
    dotenv: true,
  },
  tap: RUNNER,
  uvu: RUNNER,
  tape: RUNNER,
  jasmine: RUNNER,
  'react-scripts': { ...RUNNER, commands: ['test'], needs: ['--watchAll', '--ci'] },
  eslint: { refuses: ['--fix'], above: ESLINT, usesBuilds: true },
  biome: {
    commands: ['check', 'lint', 'ci', 'format'],
    refuses: ['--write', '--fix', '--apply', '--apply-unsafe'],
    above: /^\.?biome\.jsonc?$|^\.editorconfig$/,
  },
  oxlint: {
    refuses: ['--fix', '--fix-suggestions', '--fix-dangerously'],
    above: /^\.oxlintrc\.json$|^oxlint\.config\./,
  },
  oxfmt: { needs: ['--check', '--list-different'], above: /^\.oxfmtrc\.jsonc?$|^\.editorconfig$/ },
  prettier: {
    needs: ['--check', '-c', '-l', '--list-different'],
    refuses: ['--write', '-w'],
    above: PRETTIER,
  },
  stylelint: { refuses: ['--fix'], above: /^(\.stylelintrc.*|stylelint\.config\..*|\.stylelintignore)$/ },
  standard: { refuses: ['--fix'] },
  xo: { refuses: ['--fix'], above: /^(\.xo-config.*|xo\.config\..*|\.editorconfig)$/, usesBuilds: true },
  markdownlint: { refuses: ['--fix', '-f'], above: /^\.markdownlint.*$/ },
  'markdownlint-cli2': { refuses: ['--fix'], above: /^\.markdownlint.*$/ },
  cspell: { above: /^\.?cspell.*$/ },
  'svelte-check': { refuses: ['--watch'], above: /^tsconfig.*\.json$/, usesBuilds: true },
  publint: { usesBuilds: true, usesOwnBuild: true },
};

const NO_PATHS: SourcePaths = { reads: [], produced: [], problem: undefined };

export function check(row: Check): Tool {
  return (call) => {
    const unfit = unfitness(row, call);
    if (unfit !== undefined) return refuse(unfit);
    const { effect, program } = configured({ ...row, here: row.config }, call);
    if (effect.refuse !== undefined) return effect;
    const coverage =
      row.coverage !== undefined && measuresCoverage(call, program)
        ? coverageFolder(row.coverage, call, program)
        : [];
    if (coverage === undefined)
      return refuse(`${call.program} writes coverage to a folder that is not stated`);
    const { reads, produced, problem } = row.runsSources === true ? sourcePaths(call) : NO_PATHS;
    if (problem !== undefined) return unknown(`what the tests read is not known: ${problem}`);
    return {
      ...effect,
      reads: [...(effect.reads ?? []), ...reads],
      produced: [...(effect.produced ?? []), ...produced],
      writes: coverage,
      usesBuilds: row.usesBuilds === true,
      usesOwnBuild: row.usesOwnBuild === true,
      env: [...(row.env ?? []), ...(effect.env ?? [])],
      onlyWith: row.watchesWithout !== undefined && !isRun(row, call) ? [row.watchesWithout] : [],
    } satisfies Effect;
  };
}

/**
 * NB `vitest --dir test run`: words behind flags are taken for their values, but for those of which it is
 * known that they have none.
 */
function commandOf({ args }: Call): string {
  return positional({ args: args.filter((word) => !SWITCH.test(word)) })[0] ?? '';
}

const SWITCH = /^--(?:no-.+|passWithNoTests|silent|globals|allowOnly|typecheck|bail=.*|watch=false)$/;

function isRun({ commands = [] }: Check, call: Call): boolean {
  const saysSo = call.args.some(
    (word) => word === '--run' || word === '--watch=false' || word === '--no-watch',
  );
  return commands.includes(commandOf(call)) || (commands.includes('run') && saysSo);
}

/** A command of its own that is none of those that end. */
const ENDLESS = ['watch', 'dev', 'bench', 'list', 'init'];

function unfitness(row: Check, call: Call): string | undefined {
  const { commands, needs, refuses, watchesWithout } = row;
  const first = commandOf(call);
  const mayEnd = watchesWithout !== undefined && !ENDLESS.includes(first);
  if (commands !== undefined && !mayEnd && !isRun(row, call))
    return `${call.program} ${first} is not known to end by itself`.replace('  ', ' ');
  if (needs !== undefined && !has(call, ...needs))
    return `${call.program} without ${needs[0] ?? ''} may rewrite sources`;
  // NB `--watchAll=false`, `--watch=false` are how people say the opposite.
  const words = call.args.filter((word) => !/=false$/.test(word));
  const bad = refuses?.find((name) => has({ args: words }, name));
  return bad === undefined || (call.program === 'react-scripts' && bad === '--watchAll')
    ? undefined
    : `${call.program} ${bad} watches or rewrites`;
}

/** By a flag, or by its configuration where no flag says otherwise. */
function measuresCoverage({ args }: Call, { covers }: Program): boolean {
  const said = args.findLast((word) => /^--(?:no-)?coverage(?:\.enabled)?(?:=|$)/.test(word));
  return said === undefined ? covers : !/^--no-|=false$/.test(said);
}

/** Undefined where it is computed. */
function coverageFolder(folder: string, call: Call, { settings }: Program): string[] | undefined {
  const named = flag(call, '--coverageDirectory', '--coverage.reportsDirectory', '--coverage-dir');
  const stated = settings.filter(({ key }) => /^(?:reportsDirectory|coverageDirectory)$/.test(key));
  if (named !== undefined || stated.length === 0) return [at(call, named ?? folder)];
  const paths = stated.map(({ path }) => path);
  return paths.includes(undefined) ? undefined : [...new Set(paths as string[])];
}
