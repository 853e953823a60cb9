/** Runs what the demo has built. */
import { join } from 'node:path';
import { execa } from 'execa';
import { outputPath } from '../../packages/polynx/src/model/outputs.js';
import { bold, say } from './report.js';
import type { Workspace } from './workspace.js';

export async function tryArtifacts(workspace: Workspace, can: (project: string) => boolean): Promise<void> {
  const show = (command: string, output: string) => say(`${bold(`$ ${command}`)}\n${output.trimEnd()}`);
  if (can('hello')) {
    const [program = ''] = await builtFiles(workspace, 'hello');
    show(`${program} --banner Ada`, await workspace.run(join(workspace.root, program), ['--banner', 'Ada']));
  }
  if (can('services/api')) {
    const [program = ''] = await builtFiles(workspace, 'services/api');
    show(program, await askService(workspace, program));
  }
  if (can('shout'))
    show('nx run shout:run -- Ada', lastLines(await workspace.nx(['run', 'shout:run', '--', 'Ada'])));
}

/** Where a build says that it leaves its files. */
async function builtFiles(workspace: Workspace, project: string): Promise<string[]> {
  const { root, targets } = JSON.parse(await workspace.nx(['show', 'project', project, '--json'])) as {
    root: string;
    targets: Record<string, { outputs?: string[]; options?: Record<string, unknown> }>;
  };
  const { outputs = [], options = {} } = targets['build'] ?? {};
  return outputs.map((output) => outputPath(output, { projectRoot: root, projectName: project, options }));
}

/** Starts the service on a free port, asks for the embedded page and a greeting, and stops it. */
async function askService({ root }: Workspace, program: string): Promise<string> {
  const service = execa(join(root, program), ['-addr', '127.0.0.1:0'], { reject: false, timeout: 20_000 });
  const address = await new Promise<string | undefined>((resolve) => {
    service.stdout.on('data', (text: Buffer) => resolve(/http:\/\/\S+/.exec(String(text))?.[0]));
    service.once('exit', () => resolve(undefined));
  });
  try {
    if (address === undefined) throw new Error(`${program} ended without listening`);
    const get = async (path: string) => (await fetch(address + path)).text();
    const title = /<title>.*<\/title>/.exec(await get('/'))?.[0] ?? 'no title';
    return `GET /           ... ${title} ...\nGET /hello/Ada  ${await get('/hello/Ada')}`;
  } finally {
    service.kill();
    await service;
  }
}

/** What the program printed, without Nx's frame around it. */
function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line === line.toUpperCase() && /[A-Z]/.test(line)).join('\n');
}
