/**
 * Many modules with one go process, where a go.work holds them together; many packages of one module where
 * none does. Go reads its own cache: a task that is run alone after all costs little.
 */
import { compact } from '../../../model/compact.js';
import { ExpectedError } from '../../../model/errors.js';
import { ancestors, basename, join } from '../../../model/paths.js';
import type { Batch, BatchedTask, Batching, BatchOutput, BatchWorld, Verdict } from '../../toolchain.js';
import { batchOf, listOf, planGo, sharesProcess } from '../command.js';
import { parseGoWork } from '../go-work.js';
import type { GoRunOptions } from '../options.js';
import { type Listed, packagesOf, parseListing, withImporters } from './listing.js';
import { sectionsOf } from './sections.js';
import { testedPackages } from './test-output.js';

type GoTask = BatchedTask<GoRunOptions>;

export const batching: Batching<GoRunOptions> = {
  key: ({ options, context }) => {
    if (!sharesProcess(options, context)) return undefined;
    const { module: _, package: __, libraries: ___, output, ...shared } = options;
    return JSON.stringify([shared, output !== undefined]);
  },
  plan: async (tasks, world) => {
    const together = new Map<string, GoTask[]>();
    for (const task of tasks) {
      const from = directoryFor(task, world);
      if (from !== undefined) together.set(from, [...(together.get(from) ?? []), task]);
    }
    const batches = await Promise.all(
      [...together].map(([from, group]) => (group.length > 1 ? batchesIn(from, group, world) : [])),
    );
    return batches.flat();
  },
};

/** Where one process can see the task's packages as the task itself sees them; undefined: nowhere. */
function directoryFor({ options, context }: GoTask, world: BatchWorld): string | undefined {
  try {
    planGo(options, context);
  } catch {
    // It says so when it is run.
    return undefined;
  }
  if ((world.env['GOWORK'] ?? '') !== '') return undefined;
  for (const folder of ancestors(options.module)) {
    const path = join(folder, 'go.work');
    const text = world.read(path);
    if (text === undefined) continue;
    try {
      const { uses } = parseGoWork({ path, text });
      return uses.some(({ directory }) => join(folder, directory) === options.module) ? folder : undefined;
    } catch {
      return undefined;
    }
  }
  return options.module;
}

interface Member {
  readonly task: GoTask;
  readonly packages: readonly Listed[];
}

async function batchesIn(
  from: string,
  [first, ...rest]: readonly GoTask[],
  world: BatchWorld,
): Promise<Batch[]> {
  if (first === undefined) return [];
  const tasks = [first, ...rest] as const;
  try {
    const ask = (...args: readonly string[]) => world.ask({ program: 'go', args, cwd: from });
    const [work = '', module = '', flags = ''] = (await ask('env', 'GOWORK', 'GOMOD', 'GOFLAGS')).split('\n');
    const file = basename(work) === 'go.work' ? work : module;
    const isHere = (world.read(join(from, 'go.work')) === undefined) === (work === '');
    if (!isHere || CHANGES_OUTPUT.test(flags)) return [];
    const base = file.replaceAll('\\', '/').replace(/\/[^/]*$/, '');
    const listed = parseListing(await world.ask(listOf(from, tasks)));
    const members = tasks
      .map((task) => ({ task, packages: packagesOf(task.options, listed, base, from) }))
      .filter((member) => canShare(member));
    return groupsOf(members).flatMap((group) => (isSeveral(group) ? [batch(from, group, listed)] : []));
  } catch (error) {
    if (error instanceof ExpectedError) return [];
    throw error;
  }
}

/** Flags that go takes from its environment, and that make it say or do something else. */
const CHANGES_OUTPUT = /(?:^|\s)--?(?:json|v|n|x|o|c|C|exec|toolexec|failfast|cover\w*|bench|work)\b/;

function canShare({ task, packages }: Member): boolean {
  const { command, output, libraries } = task.options;
  if (packages.length === 0 || (libraries && packages.length > MOST_NAMED)) return false;
  // One package that cannot be loaded stops build and vet for all; go test says it of that package alone.
  if (command !== 'test' && packages.some(({ isBroken }) => isBroken)) return false;
  return output === undefined || (packages.length === 1 && packages[0]?.program !== '');
}

/** Windows takes command lines of 32,767 characters. */
const MOST_NAMED = 100;

/** Programs of one name would overwrite each other. */
function groupsOf(members: readonly Member[]): Member[][] {
  const groups: { readonly members: Member[]; readonly programs: Set<string> }[] = [];
  for (const member of members) {
    const program = member.task.options.output === undefined ? member.task.id : programOf(member);
    const group = groups.find(({ programs }) => !programs.has(program));
    if (group === undefined) groups.push({ members: [member], programs: new Set([program]) });
    else {
      group.members.push(member);
      group.programs.add(program);
    }
  }
  return groups.map((group) => group.members);
}

function programOf({ packages }: Member): string {
  return packages[0]?.program ?? '';
}

type Several = readonly [Member, Member, ...Member[]];

function isSeveral(group: readonly Member[]): group is Several {
  return group.length > 1;
}

function batch(from: string, group: Several, listed: readonly Listed[]): Batch {
  const [firstMember, ...others] = group;
  const { task: first } = firstMember;
  const { step, scratch } = batchOf(from, [named(firstMember), ...others.map(named)]);
  const { command, output } = first.options;
  const verdictsFor =
    command === 'test' ? testVerdicts : output === undefined ? packageVerdicts : programVerdicts;
  return compact({
    tasks: group.map(({ task }) => task.id),
    step,
    scratch,
    // NB side by side they would compile the same packages, each for itself.
    inTurn: `go ${from}`,
    verdicts: (result) => verdictsFor({ group, listed, result, scratch: scratch ?? '' }),
  });
}

/** NB go would link the programs of a module too, and throw them away: its libraries are named one by one. */
function named({ task: { options }, packages }: Member) {
  return options.libraries
    ? { options, packages: packages.map(({ importPath }) => importPath) }
    : { options };
}

interface BatchResult {
  readonly group: readonly Member[];
  readonly listed: readonly Listed[];
  readonly result: BatchOutput;
  readonly scratch: string;
}

function success(log: string, artifacts: readonly { from: string; to: string }[] = []): Verdict {
  return { is: 'success', log, artifacts, messages: [] };
}

/** A program is linked when everything below it has been compiled: being there is the proof. */
function programVerdicts({ group, result, scratch }: BatchResult): Map<string, Verdict> {
  const sections = sectionsOf(result.errors);
  return new Map(
    group.map((member) => {
      const from = join(scratch, programOf(member));
      const { output } = member.task.options;
      if (output === undefined || !result.has(from)) return [member.task.id, { is: 'alone' }];
      return [member.task.id, success(logOf(member, sections), [{ from, to: output }])];
    }),
  );
}

/**
 * Only a process that found nothing proves anything: those that it did not name are asked once more, without
 * the others.
 */
function packageVerdicts({ group, listed, result }: BatchResult): Map<string, Verdict> {
  const sections = sectionsOf(result.errors);
  const suspects = withImporters(sections.keys(), listed);
  const verdictOf = (member: Member): Verdict => {
    if (result.exitCode === 0) return success(logOf(member, sections));
    const isSuspect = member.packages.some(({ importPath }) => suspects.has(importPath));
    return { is: isSuspect || sections.size === 0 ? 'alone' : 'again' };
  };
  return new Map(group.map((member) => [member.task.id, verdictOf(member)]));
}

function testVerdicts({ group, result }: BatchResult): Map<string, Verdict> {
  const names = new Set(group.flatMap(({ packages }) => packages.map(({ importPath }) => importPath)));
  const tested = testedPackages(result.messages, names);
  const verdictOf = ({ packages }: Member): Verdict => {
    const results = packages.map(({ importPath }) => tested.get(importPath));
    const log = results.flatMap((one) => one?.log ?? []).join('\n');
    if (results.every((one) => one?.result === 'passed')) return success(`${log}\n`);
    const isKnown = results.every((one) => one?.result === 'passed' || one?.result === 'failed');
    return isKnown ? { is: 'failure', log: `${log}\nFAIL\n` } : { is: 'alone' };
  };
  return new Map(group.map((member) => [member.task.id, verdictOf(member)]));
}

function logOf({ packages }: Member, sections: ReadonlyMap<string, string>): string {
  return packages.map(({ importPath }) => sections.get(importPath) ?? '').join('');
}
