/**
 * The Nix library, built for real on a stand-in for nixpkgs: offline, from lock files alone, in a store of
 * its own.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import glob from 'fast-glob';
import { beforeAll, expect, test } from 'vitest';
import { repository } from '../../tools/paths.js';

const checks = join(repository, 'nix/checks');
const dest = join(tmpdir(), 'polynx-nix-checks');
const TEN_MINUTES = 600_000;

interface Run {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function nixBuild(args: readonly string[]): Promise<Run> {
  return runChecks(['--', ...args]);
}

async function runChecks(args: readonly string[]): Promise<Run> {
  return execa('node', [join(checks, 'run.mjs'), dest, ...args], { reject: false });
}

beforeAll(async () => {
  await execa('node', [join(checks, 'prepare.mjs'), dest]);
}, TEN_MINUTES);

test(
  'every function builds something real, without a network and without a hash kept by hand',
  async () => {
    const { exitCode, stderr } = await nixBuild(['-A', 'runAllTests']);
    expect(exitCode, stderr.slice(-4000)).toBe(0);
  },
  TEN_MINUTES,
);

test('third-party crates are compiled once, and not again for any member', async () => {
  const { stdout } = await nixBuild([
    '-A',
    'buildRustWorkspace.acme-db',
    '-A',
    'buildRustWorkspace.acme-cli',
  ]);
  const members = stdout.trim().split('\n');
  expect(members).toHaveLength(2);
  for (const member of members) {
    const { stdout: log } = await execa('nix-store', ['--read-log', member], { env: await environment() });
    expect(log).toMatch(/Compiling acme-/);
    expect(log).not.toMatch(/Compiling (?!acme-)/);
  }
});

test('the report on a package has the time of its build, its phases and those of what it shares', async () => {
  const { stdout } = await nixBuild(['-A', 'monitorBuildPerformance.report']);
  const report = await execa(join(stdout.trim(), 'bin/build-performance'), { env: await environment() });
  const { closureSize, registered, builds } = JSON.parse(report.stdout) as {
    closureSize: number;
    registered: string;
    builds: { path: string; seconds: number; phases: { phase: string }[] }[];
  };
  expect(closureSize).toBeGreaterThan(0);
  expect(registered).toMatch(/^\d{4}-/);
  expect(builds.map(({ path }) => path.slice(path.indexOf('-') + 1))).toEqual([
    expect.stringMatching(/counter-\d/),
    expect.stringMatching(/counter-dependencies/),
  ]);
  expect(builds.every(({ seconds }) => seconds >= 0)).toBe(true);
  expect(builds[0]?.phases.map(({ phase }) => phase)).toContain('buildPhase');
});

/** What packages share takes as long again: `node nix/checks/run.mjs rebuild` compares that too. */
test(
  'a second build of anything, in another folder, gives the same bytes; variants and images too',
  async () => {
    const { exitCode, stderr } = await runChecks(['rebuild', '--', '-A', 'results']);
    expect(exitCode, stderr.slice(-4000)).toBe(0);
    expect(stderr.match(/^checking outputs of /gm)?.length).toBeGreaterThan(60);
  },
  TEN_MINUTES,
);

test('errors say what is known, what is stale and what closes a circle', async () => {
  const env = await environment();
  const told = async (expression: string) => {
    const whole = `with (import ${checks} { }).polynx; ${expression}`;
    const { stderr } = await execa('nix-instantiate', ['--eval', '--strict', '-E', whole], {
      env,
      reject: false,
    });
    return stderr;
  };
  const said = async (expression: string) => {
    const stderr = await told(expression);
    return stderr.slice(stderr.lastIndexOf('error:'));
  };
  const rust = `${checks}/buildRustWorkspace/workspace`;
  const go = `${checks}/buildGoWorkspace/workspace`;
  expect(await said(`buildRustWorkspace { src = ${rust}; memberConfig = { }; }`)).toMatch(
    /unknown argument memberConfig; known are src, memberConfigs/,
  );
  expect(await said(`buildRustWorkspace { src = ${rust}; members = [ "acme-clu" ]; }`)).toMatch(
    /acme-clu is no member; the workspace has acme-core/,
  );
  expect(await said(`buildRustWorkspace { src = { owner = "o"; repo = "r"; rev = "abc"; }; }`)).toMatch(
    /names no hash; `nix-prefetch-url --unpack https:\/\/github.com\/o\/r\/archive\/abc.tar.gz` prints it/,
  );
  expect(await said(`buildRustWorkspace { owner = "o"; repo = "r"; rev = "abc"; sha256 = "x"; }`)).toMatch(
    /"x" is no sha256 hash; write sha256-… \(SRI\), or 52 characters of base32, or 64 of base16/,
  );
  expect(
    await said(
      'buildMultiLanguageProject { buildGoFn = buildGoAtprotoModule; } { src = ./.; coordinationStrategy = "orchestratd"; components = { }; }',
    ),
  ).toMatch(/coordinationStrategy is parallel or orchestrated, not orchestratd/);
  expect(await said(`(buildGoWorkspace { src = ${go}; locks = ${checks}; }).packages.api.drvPath`)).toMatch(
    /api\/go.sum.*`nx sync`/s,
  );
  expect(
    await said(
      'coordinateBuildOrder { components = { a.dependencies = [ "b" ]; b.dependencies = [ "a" ]; }; }',
    ),
  ).toMatch(/circle: a → b → a/);
  expect(
    await said(`buildUniversalPackage { src = ${checks}/buildUniversalPackage/empty; pname = "x"; }`),
  ).toMatch(/looked for Cargo.toml, go.work/);
  // Only read: there is no such crate.
  expect(
    await told(`(buildRustPackage { src = ${checks}/buildRustPackage/native; }).nativeLibraries.unknown`),
  ).toMatch(
    /warning: polynx: buildRustWorkspace: native: no row for frobnicate-sys; .*nativeLibraries\.crates/,
  );
  const nightly =
    '{ version = 1; projects = { }; workspaces = [ { root = "."; language = "rust"; members = [ ]; locks = [ "nightly/rust-toolchain.toml" ]; } ]; }';
  expect(
    await said(
      `(fromGraph { src = ${checks}/fromGraph/pins; graph = ${nightly}; }).devShells.default.drvPath`,
    ),
  ).toMatch(
    /fromGraph: nightly\/rust-toolchain.toml asks for Rust nightly-2026-01-01; pkgs has [\d.]+\. .*toolchains\.rust .*rust-bin/,
  );
});

test('examples of the documents are expressions', async () => {
  const pages = glob.sync(['nix/README.md', 'docs/nix-library/*.md'], { cwd: repository, absolute: true });
  const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  const examples = [...text.matchAll(/^```nix\n(.*?)^```/gms)].map(([, code = '']) => `(${code})`);
  expect(examples.length).toBeGreaterThan(25);
  const input = `{ pkgs, nixpkgs, polynx, packages, vendored, rust-overlay }: [ ${examples.join('\n')} ]`;
  const env = await environment();
  const { exitCode, stderr } = await execa('nix-instantiate', ['--parse', '-'], {
    env,
    input,
    reject: false,
  });
  expect(exitCode, stderr).toBe(0);
});

/** Of the isolated Nix, as nix/checks/run.mjs has it. */
async function environment(): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await execa('node', [
    '--input-type=module',
    '--eval',
    `import { environment } from ${JSON.stringify(join(checks, 'run.mjs'))}; console.log(JSON.stringify(environment(${JSON.stringify(dest)})))`,
  ]);
  return JSON.parse(stdout) as NodeJS.ProcessEnv;
}

/**
 * A file with a real set of packages. It cannot be downloaded here: the variable names it where there is one.
 */
const realPackages = process.env['NIX_CHECK_PKGS'];
if (realPackages === undefined) console.info('skipped: NIX_CHECK_PKGS names no real set of packages');
else
  test('every function evaluates on a real set of packages', async () => {
    const { exitCode, stderr, stdout } = await execa(
      'nix-instantiate',
      ['--eval', '--strict', '--json', '--read-write-mode', join(checks, 'on-nixpkgs.nix')],
      {
        env: { ...(await environment()), NIX_CHECK_PKGS: realPackages },
        reject: false,
      },
    );
    expect(exitCode, stderr.slice(-4000)).toBe(0);
    expect(
      Object.values(JSON.parse(stdout) as Record<string, string>).every((path) => path.endsWith('.drv')),
    ).toBe(true);
  });
