/** `polynx trace`: what tasks read and wrote, as the kernel saw it, beside what Nx hashes and stores. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { debianPackages } from './support/debian.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { polynx } from './support/polynx.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

const TEN_MINUTES = 600_000;

let path = QUIET.PATH;

beforeAll(async () => {
  const debian = await debianPackages('strace', 'libunwind8');
  path = [join(debian, 'usr/bin'), QUIET.PATH].join(delimiter);
});

const trace = (workspace: Workspace, ...args: readonly string[]) =>
  polynx(workspace, ['trace', ...args], { PATH: path });

interface Report {
  readonly task: string;
  readonly failed?: string;
  readonly findings: readonly { readonly kind: string; readonly path: string; readonly program?: string }[];
}

async function reportsOf(workspace: Workspace, ...args: readonly string[]): Promise<readonly Report[]> {
  const { stdout, output } = await trace(workspace, '--json', ...args);
  expect(stdout, output).toMatch(/^\[/);
  return JSON.parse(stdout) as Report[];
}

const node = (build: string) => ({
  'web/package.json': JSON.stringify({
    name: 'web',
    version: '1.0.0',
    main: 'dist/names.txt',
    scripts: { build: 'node build.mjs' },
    nx: { targets: { build: { cache: true, outputs: ['{projectRoot}/dist'] } } },
  }),
  'web/build.mjs': build,
  'shared/names.txt': 'one',
});

const READS_AND_WRITES = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const shared = ['..', 'shared', 'names.txt'].join('/');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/names.txt', readFileSync(shared, 'utf8'));
writeFileSync(['report', 'txt'].join('.'), 'done');
`;

it.each([
  ['Rust', cargoWorkspace(), 'build,test,check'],
  ['Go', goWorkspace(), 'build,test,vet,format-check'],
  ['Deno', denoWorkspace(), 'check,test,lint,format-check'],
] as const)(
  'finds nothing undeclared in the cached tasks of a %s workspace',
  async (_, files, targets) => {
    const reports = await reportsOf(
      await createWorkspace(files, { ignore: ['out'] }),
      '--all',
      '-t',
      targets,
    );
    expect(reports.length).toBeGreaterThan(4);
    expect(reports.filter(({ failed, findings }) => failed !== undefined || findings.length > 0)).toEqual([]);
  },
  TEN_MINUTES,
);

it('names what a script reads without an input and writes without an output, with the program, and fails', async () => {
  const workspace = await createWorkspace(node(READS_AND_WRITES), { packageJson: { workspaces: ['web'] } });
  const { output, exitCode } = await trace(workspace, 'web:build');
  expect(exitCode).toBe(1);
  expect(output).toMatch(/✗ web:build\n {2}read, in no key:\n {4}shared\/names\.txt {2}\(node\)/);
  expect(output).toMatch(/written, no output:\n {4}web\/report\.txt/);
  expect(output).toContain('1 tasks traced, 2 undeclared, 0 failed');
});

it('says which task does not exist, which fails, and how to get strace', async () => {
  const workspace = await createWorkspace(node("throw new Error('broken');\n"), {
    packageJson: { workspaces: ['web'] },
  });
  expect((await trace(workspace, 'web:bild')).output).toContain('web has no target bild');
  const failed = await trace(workspace, 'web:build');
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toMatch(/✗ web:build: it failed[\s\S]*broken/);
  // NB strace and node often lie in one folder.
  mkdirSync(join(workspace.root, '.nx/bin'), { recursive: true });
  symlinkSync(process.execPath, join(workspace.root, '.nx/bin/node'));
  const without = await polynx(workspace, ['trace', 'web:build'], { PATH: join(workspace.root, '.nx/bin') });
  expect(without.output).toContain('strace is not installed.\n  Install it: apt-get install strace');
  expect(without.exitCode).toBe(1);
});
