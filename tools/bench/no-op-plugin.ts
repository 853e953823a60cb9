/**
 * The floor: a plugin that gives the answer polynx gave and does nothing for it. What Nx spends on taking
 * over that many projects and targets is in it, so the difference to polynx is what inference costs, plus
 * what reading the answer costs here, which is measured too.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

export const NO_OP = 'polynx-no-op';
/** Asked for the first time it asks polynx and remembers; from then on polynx is not even loaded. */
const PLUGIN = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const name = '${NO_OP}';
const file = new URL('answer.json', import.meta.url);
const pattern = new URL('pattern.txt', import.meta.url);
const polynx = existsSync(file) ? undefined : await import('polynx');
if (polynx !== undefined) writeFileSync(pattern, polynx.createNodes[0]);
let answer;

export const createNodes = [
  readFileSync(pattern, 'utf8'),
  async (...question) => {
    if (polynx !== undefined) answer = { nodes: await polynx.createNodes[1](...question) };
    else answer = JSON.parse(readFileSync(file, 'utf8'));
    return answer.nodes;
  },
];

export const createDependencies = async (...question) => {
  if (polynx !== undefined) {
    answer.edges = await polynx.createDependencies(...question);
    writeFileSync(file, JSON.stringify(answer));
  }
  return answer.edges;
};
`;

/** Into node_modules, as if installed: a plugin by path costs Nx a second round over the whole workspace. */
export function installNoOp(workspace: string): void {
  const folder = join(workspace, 'node_modules', NO_OP);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: NO_OP, version: '0.0.0', type: 'module', exports: './index.js' }),
  );
  writeFileSync(join(folder, 'index.js'), PLUGIN);
}

/** Seconds that the plugin spends on its answer. */
export function timeReading(workspace: string): number {
  const start = performance.now();
  JSON.parse(readFileSync(join(workspace, 'node_modules', NO_OP, 'answer.json'), 'utf8'));
  return (performance.now() - start) / 1000;
}
