import { createHash } from 'node:crypto';

/**
 * The installed packages of one lock file, each with all that says what it is, and what it is linked with.
 */
export interface LockGraph {
  /** Name, version, source and checksum, as one text. */
  readonly identity: (key: string) => string;
  readonly dependencies: (key: string) => readonly string[];
}

/** Everything below a package, itself included, as one short text; equal texts mean equal installations. */
export type ClosureDigest = (key: string) => string;

/**
 * One digest per package from its own identity and the digests below it, each computed once: a thousand
 * projects over three thousand packages cost as much as one. Packages in a circle share one digest (Tarjan's
 * components, without recursion: locks nest deeply).
 */
export function closureDigests(graph: LockGraph): ClosureDigest {
  const digests = new Map<string, string>();
  return (key) => {
    if (!digests.has(key)) visit(graph, key, digests);
    return digests.get(key) ?? '';
  };
}

interface Frame {
  readonly key: string;
  readonly below: readonly string[];
  next: number;
  low: number;
  readonly index: number;
}

function visit(graph: LockGraph, start: string, digests: Map<string, string>): void {
  const frames = new Map<string, Frame>();
  const path: Frame[] = [];
  const open: string[] = [];
  const enter = (key: string) => {
    const frame = { key, below: graph.dependencies(key), next: 0, low: frames.size, index: frames.size };
    frames.set(key, frame);
    path.push(frame);
    open.push(key);
  };
  enter(start);
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const below = frame.below[frame.next++];
    if (below === undefined) {
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) parent.low = Math.min(parent.low, frame.low);
      if (frame.low === frame.index) close(graph, open.splice(open.lastIndexOf(frame.key)), digests);
    } else if (!digests.has(below)) {
      const seen = frames.get(below);
      if (seen === undefined) enter(below);
      else frame.low = Math.min(frame.low, seen.index);
    }
  }
}

function close(graph: LockGraph, component: readonly string[], digests: Map<string, string>): void {
  const inside = new Set(component);
  const lines = [...component].sort().map((key) => {
    const below = graph.dependencies(key).map((one) => (inside.has(one) ? one : (digests.get(one) ?? '')));
    return `${key}\n${graph.identity(key)}\n${below.sort().join('\n')}`;
  });
  const whole = digest(lines.join('\n\n'));
  // NB a circle is one thing, yet it matters through which member it is entered.
  for (const key of component) digests.set(key, component.length === 1 ? whole : digest(`${key}\n${whole}`));
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
