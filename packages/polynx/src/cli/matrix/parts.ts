/** Divides projects into parts that take about as long. Pure. */

export interface Load {
  readonly project: string;
  /** Milliseconds of its tasks. */
  readonly time: number;
  /** Projects whose tasks its tasks wait for: in another part they would run a second time. */
  readonly waitsFor: readonly string[];
}

export interface Part {
  /** In the order of their names. */
  readonly projects: readonly string[];
  readonly time: number;
}

/**
 * At most so many parts, none empty, the longest first. Projects that wait for each other stay together where
 * they are no more than one part's share.
 */
export function partsOf(loads: readonly Load[], most: number): Part[] {
  const share = sum(loads) / most;
  const units = together(loads).flatMap((group) =>
    sum(group) <= share ? [group] : group.map((one) => [one]),
  );
  const parts: Load[][] = Array.from({ length: most }, () => []);
  // NB the longest first, each to who has least: no part is more than a third longer than it has to be.
  // https://en.wikipedia.org/wiki/Longest-processing-time-first_scheduling
  for (const unit of units.toSorted((a, b) => sum(b) - sum(a) || compare(nameOf(a), nameOf(b))))
    parts.reduce((least, part) => (sum(part) < sum(least) ? part : least)).push(...unit);
  return parts
    .filter((part) => part.length > 0)
    .map((part) => ({ projects: part.map(({ project }) => project).sort(), time: sum(part) }))
    .sort((a, b) => b.time - a.time || compare(a.projects.join(), b.projects.join()));
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

function sum(loads: readonly Load[]): number {
  return loads.reduce((all, { time }) => all + time, 0);
}

function nameOf([first]: readonly Load[]): string {
  return first?.project ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
