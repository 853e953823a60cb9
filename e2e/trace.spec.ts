/** `polynx trace`: what tasks read and wrote, as the kernel saw it, beside what Nx hashes and stores. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { pinnedDemo, UNCONFIGURED } from './support/demo.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { polynx } from './support/polynx.js';
import { expectNothingUndeclared, trace } from './support/trace.js';
import { createWorkspace } from './support/workspace.js';

const TEN_MINUTES = 600_000;

interface Section {
  readonly reads?: readonly string[];
  readonly targets: { readonly build: { readonly outputs: readonly string[] } };
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
    const workspace = await createWorkspace(files, { ignore: ['out'] });
    expect((await expectNothingUndeclared(workspace, '--all', '-t', targets)).length).toBeGreaterThan(4);
  },
  TEN_MINUTES,
);

it(
  'finds nothing undeclared in any cached task of the example in four languages',
  async () => {
    const traced = await expectNothingUndeclared(
      await pinnedDemo({ env: () => UNCONFIGURED }),
      '--all',
      '-t',
      'build,check,test,lint,vet,format-check,package',
    );
    expect(traced.length).toBeGreaterThan(20);
  },
  TEN_MINUTES,
);

it('names what a script reads without an input and writes without an output, with the program, and fails', async () => {
  const workspace = await createWorkspace(node(READS_AND_WRITES), {
    packageJson: { workspaces: ['web'] },
    ignore: ['report.txt'],
  });
  const { output, exitCode } = await trace(workspace, 'web:build');
  expect(exitCode).toBe(1);
  expect(output).toMatch(/✗ web:build\n {2}read, in no key:\n {4}shared\/names\.txt {2}\(node build\.mjs\)/);
  expect(output).toMatch(/written, no output:\n {4}web\/report\.txt/);
  expect(output).toContain('1 tasks traced, 2 undeclared, 0 failed');
  // The lines to add are enough.
  const [, added = ''] = /Add to web\/package\.json:\n {4}"nx": (\{[\s\S]*?\n {4}\})/.exec(output) ?? [];
  const { nx, ...manifest } = JSON.parse(workspace.read('web/package.json')) as { nx: Section };
  const { reads, targets } = JSON.parse(added) as Section;
  const outputs = [...nx.targets.build.outputs, ...targets.build.outputs.slice(1)];
  const declared = { reads, targets: { build: { ...nx.targets.build, outputs } } };
  workspace.write('web/package.json', JSON.stringify({ ...manifest, nx: declared }));
  await workspace.commit('declared');
  const again = await trace(workspace, 'web:build');
  expect(again.output).toContain('1 tasks traced, 0 undeclared, 0 failed');
  expect(again.exitCode).toBe(0);
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
