/** Divides projects into parts that take about as long. Pure. */

export interface Load {
  readonly project: string;
  readonly tasks: readonly AskedTask[];
  /** Projects whose tasks its tasks wait for: in another part they would run a second time. */
  readonly waitsFor: readonly string[];
}

export interface TimedTask {
  readonly target: string;
  /** Milliseconds. */
  readonly time: number;
}

export interface AskedTask extends TimedTask {
  /** The tasks that do its work, each of which can run alone. */
  readonly parts: readonly TimedTask[];
}

export interface Part {
  /** In the order of their names. */
  readonly projects: readonly string[];
  /** Those of its projects that run in it; of several projects, all of them. */
  readonly targets: readonly string[];
  readonly time: number;
}

/**
 * At most so many parts, none empty, the longest first. Projects that wait for each other stay together where
 * they are no more than one part's share; a project with more tasks than one that takes several shares is
 * divided by its tasks.
 */
export function partsOf(loads: readonly Load[], most: number): Part[] {
  const share = sum(loads) / most;
  const shares = (load: Load) => Math.min(smallest(load).length, Math.floor(timeOf(load) / share));
  const large = loads.filter((load) => shares(load) > 1).toSorted((a, b) => timeOf(b) - timeOf(a));
  const rest = loads.filter((load) => !large.includes(load));
  let left = most - Math.min(rest.length, 1);
  const divided = large.flatMap((load, index) => {
    // At least one for each that follows.
    const own = divide(load, Math.max(1, Math.min(shares(load), left - (large.length - index - 1))));
    left -= own.length;
    return own;
  });
  return [...divided, ...wholeProjects(rest, most - divided.length, share)].sort(
    (a, b) => b.time - a.time || compare(nameOf(a), nameOf(b)),
  );
}

/** The tasks of a project, those with parts replaced by them. */
function smallest({ tasks }: Load): TimedTask[] {
  return tasks.flatMap((task) => (task.parts.length === 0 ? [task] : task.parts));
}

function divide(load: Load, count: number): Part[] {
  return balance(
    smallest(load).map((task) => [task]),
    count,
    (group) => group.reduce((all, { time }) => all + time, 0),
    (group) => group[0]?.target ?? '',
  ).map((part) => ({
    projects: [load.project],
    targets: part.map(({ target }) => target).sort(compare),
    time: part.reduce((all, { time }) => all + time, 0),
  }));
}

function wholeProjects(loads: readonly Load[], most: number, share: number): Part[] {
  const units = together(loads).flatMap((group) =>
    sum(group) <= share ? [group] : group.map((one) => [one]),
  );
  return balance(units, most, sum, ([first]) => first?.project ?? '').map((part) => ({
    projects: part.map(({ project }) => project).sort(compare),
    targets: [...new Set(part.flatMap(({ tasks }) => tasks.map(({ target }) => target)))].sort(compare),
    time: sum(part),
  }));
}

/**
 * NB the longest first, each to who has least: no part is more than a third longer than it has to be.
 * https://en.wikipedia.org/wiki/Longest-processing-time-first_scheduling
 */
function balance<One>(
  units: readonly (readonly One[])[],
  most: number,
  time: (unit: readonly One[]) => number,
  name: (unit: readonly One[]) => string,
): One[][] {
  const parts: One[][] = Array.from({ length: most }, () => []);
  for (const unit of units.toSorted((a, b) => time(b) - time(a) || compare(name(a), name(b))))
    parts.reduce((least, part) => (time(part) < time(least) ? part : least)).push(...unit);
  return parts.filter((part) => part.length > 0);
}

/** Those that are linked, directly or by way of others. */
function together(loads: readonly Load[]): Load[][] {
  const groups = new Map(loads.map((load) => [load.project, [load]]));
  for (const { project, waitsFor } of loads)
    for (const other of waitsFor) {
      const [own, theirs] = [groups.get(project), groups.get(other)];
      if (own === undefined || theirs === undefined || own === theirs) continue;
      const [large, small] = own.length < theirs.length ? [theirs, own] : [own, theirs];
      large.push(...small);
      for (const one of small) groups.set(one.project, large);
    }
  return [...new Set(groups.values())];
}

function timeOf(load: Load): number {
  return smallest(load).reduce((all, { time }) => all + time, 0);
}

function sum(loads: readonly Load[]): number {
  return loads.reduce((all, load) => all + timeOf(load), 0);
}

function nameOf({ projects, targets }: Part): string {
  return [...projects, ...targets].join();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
