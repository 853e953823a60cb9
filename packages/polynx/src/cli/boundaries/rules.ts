/** Edges of the graph that break a rule. Pure. */
import type { Boundary } from '../../model/boundaries.js';
import { wildcard } from '../../toolchains/shared/wildcard.js';

export interface TaggedGraph {
  /** Tags by project. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  dependenciesOf(project: string): readonly string[];
}

export interface Breach {
  readonly source: string;
  readonly target: string;
  readonly says: string;
}

/** By the names of the projects. */
export function breachesOf(graph: TaggedGraph, rules: readonly Boundary[]): Breach[] {
  if (rules.length === 0) return [];
  const chainTo = chainsIn(graph);
  const projects = [...graph.tags].sort(([a], [b]) => (a < b ? -1 : 1));
  return projects.flatMap(([source, tags]) => {
    const own = rules.filter((rule) => isAbout(rule, tags));
    const targets = graph.dependenciesOf(source).filter((name) => graph.tags.has(name) && name !== source);
    if (own.length === 0)
      return targets.map((target) => ({
        source,
        target,
        says: `${source} (${shown(tags)}) is in no rule, so it may not depend on any project`,
      }));
    return targets.flatMap((target) =>
      own.flatMap((rule) => {
        const says = only(rule, graph.tags.get(target) ?? []) ?? not(rule, chainTo(target, rule));
        return says === undefined ? [] : [{ source, target, says: `${aboutWhom(rule)} ${says}` }];
      }),
    );
  });
}

function isAbout({ sourceTag, allSourceTags }: Boundary, tags: readonly string[]): boolean {
  if (allSourceTags !== undefined) return allSourceTags.every((tag) => hasOneOf([tag], tags));
  return sourceTag !== undefined && (sourceTag === '*' || hasOneOf([sourceTag], tags));
}

function aboutWhom({ sourceTag, allSourceTags }: Boundary): string {
  if (sourceTag === '*') return 'every project';
  return allSourceTags === undefined ? `tag ${sourceTag}` : `tags ${allSourceTags.join(' and ')}`;
}

function only({ onlyDependOnLibsWithTags: wanted }: Boundary, tags: readonly string[]): string | undefined {
  if (wanted === undefined || wanted.includes('*')) return undefined;
  const isFine = wanted.length === 0 ? tags.length === 0 : hasOneOf(wanted, tags);
  if (isFine) return undefined;
  return `may depend only on ${wanted.length === 0 ? 'projects without tags' : wanted.join(', ')}; this one has ${shown(tags)}`;
}

/** @param chain to a project with one of the tags; empty: there is none */
function not({ notDependOnLibsWithTags: refused }: Boundary, chain: readonly string[]): string | undefined {
  if (chain.length === 0) return undefined;
  const way = chain.length === 1 ? '' : `, which it does by way of ${chain.join(' → ')}`;
  return `may not depend on ${(refused ?? []).join(', ')}${way}`;
}

/** From a project, itself included, to the nearest with a tag that the rule refuses. */
function chainsIn(graph: TaggedGraph): (from: string, rule: Boundary) => string[] {
  const known = new Map<Boundary, Map<string, string[]>>();
  return (from, rule) => {
    const refused = rule.notDependOnLibsWithTags ?? [];
    if (refused.length === 0) return [];
    const ofRule = known.get(rule) ?? new Map<string, string[]>();
    known.set(rule, ofRule);
    const chain = ofRule.get(from) ?? nearest(from, graph, refused);
    ofRule.set(from, chain);
    return chain;
  };
}

function nearest(from: string, graph: TaggedGraph, refused: readonly string[]): string[] {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const [at] of cameFrom) {
    if (hasOneOf(refused, graph.tags.get(at) ?? [])) return chainBack(at, cameFrom);
    for (const next of graph.dependenciesOf(at)) if (!cameFrom.has(next)) cameFrom.set(next, at);
  }
  return [];
}

function chainBack(to: string, cameFrom: ReadonlyMap<string, string | undefined>): string[] {
  const chain: string[] = [];
  for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) chain.unshift(at);
  return chain;
}

function hasOneOf(patterns: readonly string[], tags: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const matches = matcherOf(pattern);
    return tags.some(matches);
  });
}

const matchers = new Map<string, (tag: string) => boolean>();

/** NB a slash in a tag separates nothing. */
function matcherOf(pattern: string): (tag: string) => boolean {
  const flat = (text: string) => text.replaceAll('/', '\0');
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const matches = wildcard(flat(pattern), { dot: true });
  const own = (tag: string) => tag === pattern || matches(flat(tag));
  matchers.set(pattern, own);
  return own;
}

function shown(tags: readonly string[]): string {
  return tags.length === 0 ? 'no tags' : tags.join(', ');
}
