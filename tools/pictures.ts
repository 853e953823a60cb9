/**
 * `npx tsx tools/pictures.ts`: the pictures of README.md, made from a real run of examples/polyglot with the
 * packed package: docs/pictures/graph.svg from the graph of Nx, docs/pictures/terminal.svg from what the
 * commands print.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { createWorkspace, env, type Workspace } from './demo/workspace.js';
import { packPackage } from './pack.js';
import { packageFolder, repository } from './paths.js';
import { drawBadge } from './pictures/badge.js';
import { drawGraph } from './pictures/graph.js';
import { drawTerminal } from './pictures/terminal.js';

/** As on a terminal of a user: one line per task. */
const SHORT = { ...env, NX_DEFAULT_OUTPUT_STYLE: undefined };
const TELLING = /^✔ |Successfully ran|Nx read the output|Cache: |Run duration: /;

async function pictures(): Promise<void> {
  const folder = join(repository, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  for (const [label, value] of facts())
    writeFileSync(join(folder, `badge-${label.toLowerCase()}.svg`), drawBadge(label, value));
  const workspace = await createWorkspace(await packPackage());
  try {
    writeFileSync(join(folder, 'graph.svg'), drawGraph(await workspace.graph()));
    writeFileSync(join(folder, 'terminal.svg'), drawTerminal(await record(workspace)));
  } finally {
    workspace.remove();
  }
}

function facts(): [label: string, value: string][] {
  const { version, license, engines, peerDependencies } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  ) as Record<string, string> & Record<'engines' | 'peerDependencies', Record<string, string>>;
  return [
    ['version', `${version}, not on npm yet`],
    ['Nx', peerDependencies['nx'] ?? ''],
    ['Node', engines['node'] ?? ''],
    ['licence', license ?? ''],
  ];
}

async function record(workspace: Workspace): Promise<string[]> {
  const all = 'npx nx run-many -t build test';
  const greeting = 'crates/greeting/src/lib.rs';
  const lines = [...(await nx(workspace, all)), ''];
  lines.push(
    '$ target/debug/hello Ada',
    await workspace.run(join(workspace.root, 'target/debug/hello'), ['Ada']),
    '',
  );
  for (const output of ['target', 'dist', 'services/api/web/dist'])
    rmSync(join(workspace.root, output), { recursive: true, force: true });
  lines.push('$ rm -rf target dist services/api/web/dist', ...(await nx(workspace, all)), '');
  appendFileSync(join(workspace.root, greeting), '// a comment\n');
  lines.push(
    `$ echo '// a comment' >> ${greeting}`,
    ...(await nx(workspace, 'npx nx affected -t build test --base=HEAD')),
  );
  return lines;
}

/**
 * The command, and of what it prints the lines that tell something; of each task the line behind which it is
 * done.
 */
async function nx({ root }: Workspace, command: string): Promise<string[]> {
  const args = command.split(' ').slice(2);
  const program = join(root, 'node_modules/nx/dist/bin/nx.js');
  const { stdout } = await execa(process.execPath, [program, ...args], { cwd: root, env: SHORT });
  const told = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => TELLING.test(line));
  return [`$ ${command}`, ...told.map((line) => line.replace(/^✔\s+/, '✔ ').replace(/\s{2,}/g, '  '))];
}

await pictures();
