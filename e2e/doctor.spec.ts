/**
 * `polynx doctor`, and with `--verify`: what is missing or wrong on this machine and in this repository, and
 * whether the graph is what the tools say.
 */
import { expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { polynx, pretend } from './support/polynx.js';
import { createWorkspace, pathWithout } from './support/workspace.js';

it('names each tool with its version and place, and is content where all is well and the graph is what the tools say', async () => {
  const workspace = await createWorkspace(
    { ...cargoWorkspace(), ...goWorkspace(), ...denoWorkspace() },
    { ignore: ['out'] },
  );
  const { output, exitCode } = await polynx(workspace, ['doctor']);
  expect(output).toMatch(/^Rust: 3 projects\n {2}✔ cargo \d+\.\d+\.\d+ .* in \.: \/.*cargo$/m);
  expect(output).toMatch(/^ {2}✔ clippy /m);
  expect(output).toMatch(/^Go: 3 projects\n {2}✔ go version go\d.* in libs\/text and 2 other folders: \//m);
  expect(output).toContain('go.work:1 says go 1.22 or later');
  expect(output).toMatch(/^Deno: 2 projects\n {2}✔ deno \d/m);
  expect(output).toMatch(/^ {2}✔ nx 24\.0\.6$/m);
  expect(output).toMatch(/! air is missing: dev needs it \(2 tasks\)\n +go install/);
  expect(output).not.toContain('✖');
  expect(exitCode).toBe(0);
  const verified = await polynx(workspace, ['doctor', '--verify']);
  expect(verified.output).toMatch(/✔ crates: 3, edges: 2, as cargo metadata tells them: 0 differences/);
  expect(verified.output).toMatch(
    /✔ packages: 4, edges: 2, as go list tells them for \w+\/\w+: 0 differences/,
  );
  expect(verified.output).toMatch(
    /✔ projects: 3, imports: [1-9]\d*, edges: 1, as deno info tells them: 0 differences/,
  );
  expect(verified.exitCode).toBe(0);
  const { stdout } = await polynx(workspace, ['doctor', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    sections: [{ title: expect.any(String) }, { title: 'Rust: 3 projects' }, {}, {}, {}],
  });
});

it('says what is missing and how to get it, what is too old, and fails only for what fails tasks', async () => {
  const workspace = await createWorkspace(
    {
      ...cargoWorkspace(),
      ...goWorkspace(),
      'go.work': goWorkspace()['go.work']?.replace('go 1.22', 'go 1.99') ?? '',
      '.nvmrc': '18\n',
      'tool/package.json': JSON.stringify({
        name: 'tool',
        scripts: { build: 'node make.js', lint: 'oxlint' },
      }),
    },
    { packageJson: { workspaces: ['tool'] } },
  );
  const without = await polynx(workspace, ['doctor'], { PATH: pathWithout('cargo'), GOTOOLCHAIN: 'local' });
  expect(without.output).toMatch(
    /✖ cargo is not installed, or not on PATH; \d+ tasks can only come from the cache\n +Install Rust with rustup/,
  );
  expect(without.output).toMatch(/✖ go version .* in libs\/text .*; go\.work:1 says go 1\.99 or later/);
  expect(without.output).toMatch(/! node v\d.*; \.nvmrc says 18\n/);
  expect(without.output).toMatch(/! 1 task that could be cached is not \(--verbose lists them\)/);
  expect(without.exitCode).toBe(1);
  const verbose = await polynx(workspace, ['doctor', '--verbose']);
  expect(verbose.output).toMatch(/- tool:build: what `node make\.js` reads/);
  expect(verbose.output).toMatch(/- tool:lint\n +runs: oxlint\n +reads: tool\n/);
  workspace.write('go.work', goWorkspace()['go.work'] ?? '');
  expect((await polynx(workspace, ['doctor'])).exitCode).toBe(0);
});

it('does not wait for a tool that hangs, and does not let it live on', async () => {
  const workspace = await createWorkspace(goWorkspace());
  const PATH = pretend(workspace, 'go', 'sleep 987 &\nsleep 987');
  const started = Date.now();
  const { output, exitCode } = await polynx(workspace, ['doctor'], { PATH });
  expect(Date.now() - started).toBeLessThan(30_000);
  expect(output).toMatch(/✖ go does not say its version .*\n +go version did not answer within 10 s/);
  expect(exitCode).toBe(1);
  expect((await workspace.run('pgrep', ['-f', '^sleep 987'])).stdout).toBe('');
});

it('finds targetDefaults that replace what is inferred, and what it says to write helps', async () => {
  const build = { dependsOn: ['^build'], inputs: ['production'], cache: true };
  const nxJson = { namedInputs: { production: ['{projectRoot}/**/*'] }, targetDefaults: { build } };
  const workspace = await createWorkspace(goWorkspace(), { nxJson });
  const { output, exitCode } = await polynx(workspace, ['doctor', '--verbose']);
  expect(output).toContain(
    '! targetDefaults["build"] in nx.json replaces inputs, dependsOn of 3 inferred targets',
  );
  expect(output).toContain('Write "polynx:go": {} into targetDefaults');
  expect(output).toContain('- services/api:build');
  expect(exitCode).toBe(0);
  workspace.write(
    'nx.json',
    workspace.read('nx.json').replace('"targetDefaults": {', '"targetDefaults": { "polynx:go": {},'),
  );
  expect((await polynx(workspace, ['doctor'])).output).not.toContain('targetDefaults');
});

it('quotes broken manifests with file and line, and options that cannot be read', async () => {
  const workspace = await createWorkspace({
    ...goWorkspace(),
    'services/api/go.mod': 'module example.com/api\n\ngoo 1.22\n',
  });
  const { output, exitCode } = await polynx(workspace, ['doctor']);
  expect(output).toMatch(/✖ services\/api\/go\.mod:3: unknown directive goo/);
  expect(exitCode).toBe(1);
  workspace.write(
    'nx.json',
    workspace.read('nx.json').replace('"options": {}', '"options": { "rust": false }'),
  );
  const wrong = await polynx(workspace, ['doctor']);
  expect(wrong.output).toMatch(/✖ polynx options in nx\.json: unknown option rust/);
  expect(wrong.exitCode).toBe(1);
});

it('finds tracked files where a task leaves its own, and caches that git would take', async () => {
  const workspace = await createWorkspace({ ...goWorkspace(), '.gitignore': 'node_modules\n' });
  const { targets } = await workspace.showProject('services/api');
  workspace.write(String(targets['build']?.options?.['output']), 'old');
  await workspace.run('git', ['add', '-f', '.nx/polynx']);
  await workspace.commit();
  const found = await polynx(workspace, ['doctor']);
  expect(found.output).toMatch(
    /! git tracks dist\/services\/api\/.*\/api, which services\/api:build declares as its output/,
  );
  expect(found.output).toMatch(/! \.gitignore lacks \.nx\/cache/);
  expect(found.output).toMatch(/✖ git tracks \d+ files of \.nx\/polynx, such as \.nx\/polynx\//);
  expect(found.exitCode).toBe(1);
});

it('with --verify names what a tool sees and polynx does not: a member that git ignores', async () => {
  const workspace = await createWorkspace(cargoWorkspace(), { ignore: ['crates/made'] });
  workspace.write(
    'crates/made/Cargo.toml',
    '[package]\nname = "made"\nversion = "0.1.0"\nedition = "2021"\n',
  );
  workspace.write('crates/made/src/lib.rs', '');
  const { output, exitCode } = await polynx(workspace, ['doctor', '--verify']);
  expect(output).toMatch(
    /✖ crates: 3, .*: 1 difference\n {2}✖ crates\/made\/Cargo\.toml\n +missing: crate made\n/,
  );
  expect(exitCode).toBe(1);
  // Without it all is well; but where a tool cannot be asked, that is no green light.
  workspace.remove('crates/made');
  const unasked = await polynx(workspace, ['doctor', '--verify'], { PATH: pathWithout('cargo') });
  expect(unasked.output).toMatch(/✖ cargo is not installed/);
  expect(unasked.exitCode).toBe(1);
});
