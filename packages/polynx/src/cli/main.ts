#!/usr/bin/env node
/** `polynx <command>`: for what Nx cannot do by itself. Everything else is a target or a generator. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { messageOf } from '../adapters/unwritable.js';
import { ExpectedError, isExpected, OptionsError } from '../model/errors.js';
import { withoutCredentials } from '../model/urls.js';
import { workspaceAround } from './workspace-root.js';

type Flags = Readonly<Record<string, boolean>>;
type Values = Readonly<Record<string, string | undefined>>;

interface CliCommand {
  readonly usage: string;
  readonly description: string;
  /** Names of switches. */
  readonly flags?: readonly string[];
  /** Names of options that take a text, with their letter, if they have one. */
  readonly values?: Readonly<Record<string, string>>;
  /** How many arguments it takes. */
  readonly takes?: number;
  /** How many it takes at most, where that is more. */
  readonly takesUpTo?: number;
  /** Loads its own code: one command does not pay for another. */
  run(given: {
    readonly directory: string;
    readonly positionals: readonly string[];
    readonly flags: Flags;
    readonly values: Values;
  }): Promise<void>;
}

const COMMANDS: Readonly<Record<string, CliCommand>> = {
  init: {
    usage: 'init',
    description:
      'Adds Nx and polynx to a repository, and nothing else. Run it again to complete an interrupted run.',
    run: async ({ directory }) => (await import('./init/index.js')).initRepository(directory),
  },
  doctor: {
    usage: 'doctor [--verify] [--verbose] [--json]',
    description:
      'Says what is missing or wrong here; with --verify, whether the graph is what the tools say.',
    flags: ['verify', 'verbose', 'json'],
    run: async ({ directory, flags }) =>
      (await import('./doctor/index.js')).doctor(workspaceAround(directory), {
        verify: flags['verify'] === true,
        verbose: flags['verbose'] === true,
        json: flags['json'] === true,
      }),
  },
  why: {
    usage: 'why <project>:<target> | <project> <project> [--json]',
    description:
      'Says which inputs of a task changed since it last ran; or by which files, line by line, a project depends on another.',
    flags: ['json'],
    takes: 1,
    takesUpTo: 2,
    run: async ({ directory, positionals: [first = '', second], flags }) => {
      const root = workspaceAround(directory);
      const json = flags['json'] === true;
      if (second === undefined) return (await import('./why.js')).why(root, first, json);
      return (await import('./why-depends.js')).whyDepends(root, first, second, json);
    },
  },
  trace: {
    usage: 'trace <project>:<target>… | --all | --affected [-t <targets>] [--unused] [--verbose] [--json]',
    description:
      'Runs tasks under strace, and compares what they read and wrote with their inputs and outputs.',
    flags: ['all', 'affected', 'unused', 'verbose', 'json'],
    values: { target: 't' },
    takesUpTo: Number.POSITIVE_INFINITY,
    run: async ({ directory, positionals, flags, values }) => {
      const { trace } = await import('./trace/index.js');
      const { parseTargets } = await import('./selection.js');
      const { all = false, affected = false, unused = false, verbose = false, json = false } = flags;
      const targets = parseTargets(values['target']);
      await trace(workspaceAround(directory), {
        tasks: positionals,
        targets,
        all,
        affected,
        unused,
        verbose,
        json,
      });
    },
  },
  report: {
    usage: 'report [--runs <number>] [--json | --ci] [--html <file>] [--traces <file>]',
    description:
      'Says what the recorded runs come to: the last one, what takes time, what would make it shorter; as text, JSON, Markdown, a page, or traces of OpenTelemetry.',
    flags: ['json', 'ci'],
    values: { html: '', traces: '', runs: '' },
    run: async ({ directory, flags, values }) =>
      (await import('./report/index.js')).report(workspaceAround(directory), {
        json: flags['json'] === true,
        ci: flags['ci'] === true,
        html: values['html'],
        traces: values['traces'],
        runs: values['runs'],
      }),
  },
  log: {
    usage: 'log <project>:<target> [--json]',
    description:
      'Says what a task did when it last ran: its commands with their times, tool, commit, size of its outputs, its output, and why it failed.',
    flags: ['json'],
    takes: 1,
    run: async ({ directory, positionals: [task = ''], flags }) =>
      (await import('./report/log.js')).log(workspaceAround(directory), task, flags['json'] === true),
  },
  clean: {
    usage: 'clean [--older-than <days>] [--keep <number>] [--max-size <megabytes>] [--store] [--yes]',
    description:
      'Says which outputs in dist, records, logs and results of Nix are old, too many or too large; with --yes, removes them. With --store, collects and optimises the store of Nix too.',
    flags: ['yes', 'store'],
    values: { 'older-than': '', keep: '', 'max-size': '' },
    run: async ({ directory, flags, values }) =>
      (await import('./clean/index.js')).clean(workspaceAround(directory), {
        olderThan: values['older-than'],
        keep: values['keep'],
        maxSize: values['max-size'],
        yes: flags['yes'] === true,
        store: flags['store'] === true,
      }),
  },
  'nix-conf': {
    usage: 'nix-conf [--write]',
    description:
      'Prints lines of nix.conf for the binary caches that NIX_LOCAL_CACHE_DIR and NIX_CACHE_URL name; with --write, puts them into the nix.conf of the user.',
    flags: ['write'],
    run: async ({ flags }) =>
      (await import('./nix-conf/index.js')).nixConf({ write: flags['write'] === true }),
  },
  audit: {
    usage: 'audit [--database <folder>]',
    description:
      'Looks up locked dependencies, and the SBOMs of releases, in databases of vulnerabilities, with the programs that are installed; with --database, in those of a folder, and nowhere else.',
    values: { database: '' },
    run: async ({ directory, values }) =>
      (await import('./audit/index.js')).audit(workspaceAround(directory), values['database']),
  },
  provenance: {
    usage: 'provenance <project>:<target> [--output <file>]',
    description:
      'Prints what the outputs of a task were built from, as a statement of in-toto with SLSA provenance, from the record of the run that built them.',
    takes: 1,
    values: { output: '' },
    run: async ({ directory, positionals: [task = ''], values }) =>
      (await import('./provenance/index.js')).provenance(workspaceAround(directory), task, values['output']),
  },
  ci: {
    usage: 'ci matrix -t <targets> [--parts <number>] [--all]',
    description:
      'Divides the affected projects into parts for as many jobs of CI, by what their tasks took in the recorded runs: JSON for a matrix.',
    takes: 1,
    flags: ['all'],
    values: { target: 't', parts: '' },
    run: async ({ directory, positionals: [what], flags, values }) => {
      if (what !== 'matrix')
        throw new OptionsError(`There is no polynx ci ${what}. There is: polynx ci matrix`);
      const { parseTargets } = await import('./selection.js');
      const { matrix } = await import('./matrix/index.js');
      await matrix(workspaceAround(directory), {
        targets: parseTargets(values['target']),
        parts: values['parts'],
        all: flags['all'] === true,
      });
    },
  },
  boundaries: {
    usage: 'boundaries [--json]',
    description:
      'Says which dependencies break the rules that `boundaries` in nx.json has for tags, and in which line they stand.',
    flags: ['json'],
    run: async ({ directory, flags }) =>
      (await import('./boundaries/index.js')).boundaries(workspaceAround(directory), flags['json'] === true),
  },
  verify: {
    usage: 'verify <folder> [<public key of minisign, or its path>]',
    description: 'Says whether a folder with a release holds what was published, and signed.',
    takes: 1,
    takesUpTo: 2,
    run: async ({ positionals: [folder = '.', key] }) =>
      (await import('../run/verify-release.js')).verifyRelease(folder, key),
  },
};

function usage(): string {
  const rows = Object.values(COMMANDS).map(
    (command) => `  polynx ${command.usage}\n      ${command.description}`,
  );
  return ['Usage:', ...rows].join('\n');
}

async function main([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === 'help' || name === '--help') return console.log(usage());
  if (name === '--version')
    return console.log((await import('../adapters/own-package.js')).ownPackage().version);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new OptionsError(`unknown command ${name}\n${usage()}`);
  const { flags, values, positionals } = read(rest, command);
  const { takes = 0, takesUpTo = takes } = command;
  if (positionals.length < takes || positionals.length > takesUpTo)
    throw new OptionsError(`Usage: polynx ${command.usage}`);
  await command.run({ directory: currentDirectory(), positionals, flags, values });
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new ExpectedError('The current directory no longer exists. Change to a folder of the workspace.');
  }
}

function read(
  args: readonly string[],
  { flags = [], values = {}, usage: form }: CliCommand,
): { flags: Flags; values: Values; positionals: readonly string[] } {
  const switches = flags.map((flag) => [flag, { type: 'boolean' as const }]);
  const texts = Object.entries(values).map(([name, short]) => [
    name,
    { type: 'string' as const, ...(short === '' ? {} : { short }) },
  ]);
  const options = Object.fromEntries([...switches, ...texts]) as NonNullable<ParseArgsConfig['options']>;
  try {
    const { values: given, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { flags: given as Flags, values: given as Values, positionals };
  } catch (error) {
    throw new OptionsError(`${(error as Error).message.split('. ')[0]}\nUsage: polynx ${form}`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(withoutCredentials(messageOf(error)));
  process.exitCode = 1;
}
