/** The graph as columns: a project stands to the right of all that it depends on. */
import type { Graph } from '../demo/workspace.js';
import { escaped, svg } from './svg.js';

const BOX = { width: 150, height: 52, across: 70, down: 24 };
const TITLES: Readonly<Record<string, string>> = { cargo: 'Rust', go: 'Go', node: 'Node', deno: 'Deno' };

const STYLE = [
  'text{font:14px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;text-anchor:middle;fill:#1f2328}',
  '.small{font-size:11px;fill:#59636e}.box{fill:#f6f8fa;stroke-width:1.5}.edge{stroke:#818b98;fill:none;stroke-width:1.5}.tip{fill:#818b98}',
  '.cargo{stroke:#c9510c}.go{stroke:#0a7ea4}.node{stroke:#2da44e}.deno{stroke:#8250df}',
  '@media (prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.box{fill:#161b22}.edge{stroke:#6e7681}.tip{fill:#6e7681}}',
].join('');

interface Place {
  readonly name: string;
  readonly toolchain: string;
  readonly x: number;
  readonly y: number;
}

export function drawGraph(graph: Graph): string {
  const places = arrange(graph);
  const width = Math.max(...places.map(({ x }) => x)) + BOX.width + 1;
  const height = Math.max(...places.map(({ y }) => y)) + BOX.height + 1;
  const edges = places.flatMap((from) =>
    needsOf(graph, from.name).flatMap((name) => {
      const to = places.find((place) => place.name === name);
      return to === undefined ? [] : [arrow(from, to)];
    }),
  );
  return svg(width, height, 'Projects of the example and their dependencies', STYLE, [
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
    ...edges,
    ...places.flatMap(box),
  ]);
}

function arrange(graph: Graph): Place[] {
  const toolchainOf = (name: string) =>
    graph.nodes[name]?.data.tags?.find((tag) => tag.startsWith('toolchain:'))?.slice('toolchain:'.length);
  const depth = (name: string): number =>
    Math.max(0, ...needsOf(graph, name).map((needed) => depth(needed) + 1));
  const rows = new Map<number, number>();
  // NB the root of a Cargo workspace is a project too, without tasks to build and without edges.
  const linked = new Set(
    Object.keys(graph.nodes).flatMap((name) => needsOf(graph, name).flatMap((needed) => [name, needed])),
  );
  const names = [...linked].filter((name) => toolchainOf(name) !== undefined);
  return names.sort().map((name) => {
    const column = depth(name);
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return {
      name,
      toolchain: toolchainOf(name) ?? '',
      x: 1 + column * (BOX.width + BOX.across),
      y: 1 + row * (BOX.height + BOX.down),
    };
  });
}

function needsOf({ nodes, dependencies }: Graph, name: string): string[] {
  return (dependencies[name] ?? [])
    .map(({ target }) => target)
    .filter((target) => Object.hasOwn(nodes, target));
}

function arrow(from: Place, to: Place): string {
  const [x1, y1] = [from.x, from.y + BOX.height / 2];
  const [x2, y2] = [to.x + BOX.width, to.y + BOX.height / 2];
  const bend = BOX.across / 2;
  return `<path class="edge" marker-end="url(#tip)" d="M${x1} ${y1}C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}"/>`;
}

function box({ name, toolchain, x, y }: Place): string[] {
  const middle = x + BOX.width / 2;
  return [
    `<rect class="box ${toolchain}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>`,
    `<text x="${middle}" y="${y + 23}">${escaped(name)}</text>`,
    `<text class="small" x="${middle}" y="${y + 41}">${escaped(TITLES[toolchain] ?? toolchain)}</text>`,
  ];
}
