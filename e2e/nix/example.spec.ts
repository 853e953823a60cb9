/**
 * The example in four languages as packages of a flake; and another machine, which compiles nothing
 * of it.
 */
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { repository } from '../../tools/paths.js';
import { PASSWORD, skopeo, startRegistry, USER } from '../support/image-registry.js';
import {
  addFlake,
  cloneOf,
  emptyStore,
  getNix,
  sameStoreEmptied,
  signedCache,
  tamperWith,
} from '../support/nix.js';
import { createWorkspace, QUIET, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
const PACKAGES = ['hello', 'services/api', 'shout', 'web'];
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

const ROOTS: Readonly<Record<string, string>> = {
  hello: 'crates/hello',
  'services/api': 'services/api',
  shout: 'functions/shout',
  web: 'services/api/web',
};

function resultOf(workspace: Workspace, name: string): string {
  const manifest = workspace.read(`dist/${ROOTS[name]}/nix-manifest.json`);
  return (JSON.parse(manifest) as { outputs: { out: string } }).outputs.out;
}

/** Answers of a service that was started on a free port, and stopped. */
async function ask(program: string, paths: readonly string[]): Promise<string[]> {
  const service = execa(program, ['-addr', '127.0.0.1:0'], { reject: false });
  try {
    const address = await new Promise<string>((resolve) =>
      service.stdout.on('data', (text: Buffer) => resolve(/http:\/\/\S+/.exec(String(text))?.[0] ?? '')),
    );
    return await Promise.all(paths.map(async (path) => (await fetch(address + path)).text()));
  } finally {
    service.kill();
    await service;
  }
}

test(
  'the example: four languages from one flake; a machine with an empty store takes all of it from signed caches and compiles nothing',
  async () => {
    const { cache, key } = await signedCache(bin);
    const origin = await createWorkspace(
      {},
      {
        from: join(repository, 'examples/polyglot'),
        plugin: { projects: { 'services/api': { images: { from: 'nix' } } } },
        packageJson: { name: 'polyglot', version: '0.0.0', workspaces: ['services/*/web'] },
        env: () => ({ ...emptyStore(bin), ...cache }),
      },
    );
    await addFlake(origin);

    const built = await origin.nx(['run-many', '-t', 'nix-build']);
    expect(built.exitCode, built.output).toBe(0);
    expect(built.misses).toEqual(PACKAGES.map((name) => `${name}:nix-build`));
    await works(origin);
    const image = ['nix-image', 'services/api'];
    expect((await origin.nx(image)).exitCode).toBe(0);
    expect(origin.read('dist/services/api/image/index.json')).toContain('manifests');
    origin.remove('dist/services/api/image');
    expect((await origin.nx(image)).misses).toEqual([]);
    expect(origin.has('dist/services/api/image/oci-layout')).toBe(true);
    await isSent(origin);

    // One line of Rust: what is not made from it stays.
    const before = PACKAGES.map((name) => resultOf(origin, name));
    origin.write(
      'crates/greeting/src/lib.rs',
      origin.read('crates/greeting/src/lib.rs').replace('Hello, {name}!', 'Good day, {name}!'),
    );
    const edited = await origin.nx(['run-many', '-t', 'nix-build', '--exclude=hello,shout']);
    expect(edited.misses).toEqual([]);
    await origin.run('git', ['checkout', '--quiet', '--', '.']);
    expect(PACKAGES.map((name) => resultOf(origin, name))).toEqual(before);

    const pushed = await origin.nx(['nix-cache-push', 'nix'], { env: { NIX_CACHE_SECRET_KEY_FILE: key } });
    expect(pushed.exitCode, pushed.output).toBe(0);

    const clone = await cloneOf(origin, { ...cache, ...sameStoreEmptied(origin) });
    const ensured = await clone.nx(['run-many', '-t', 'nix-ensure']);
    expect(ensured.exitCode, ensured.output).toBe(0);
    expect(ensured.hits).toEqual(PACKAGES.map((name) => `${name}:nix-build`));
    const statistics = await clone.nx(['nix-cache-stats', 'nix']);
    expect(statistics.output).toContain('0 derivations were built');
    await works(clone);

    sameStoreEmptied(origin);
    tamperWith(cache);
    const tampered = await clone.nx(['nix-cache-pull', 'nix']);
    expect(tampered.exitCode, tampered.output).toBe(1);
    expect(tampered.output).toMatch(/hash mismatch|decompress|corrupt|damaged/);
  },
  TEN_MINUTES,
);

/** The image of the package, with all that it needs of the store, goes to a registry. */
async function isSent(workspace: Workspace): Promise<void> {
  const [{ folder }, registry] = await Promise.all([skopeo(), startRegistry()]);
  const sent = await workspace.nx(['image-push', 'services/api'], {
    env: {
      PATH: `${folder}:${bin}:${QUIET.PATH}`,
      DOCKER_REGISTRY_URL: `http://${registry.direct}`,
      DOCKER_REGISTRY_USERNAME: USER,
      DOCKER_REGISTRY_PASSWORD: PASSWORD,
    },
  });
  expect(sent.output).toMatch(/\/api:0\.1\.0 is sha256:\w+ \(new\)/);
}

async function works(workspace: Workspace): Promise<void> {
  const hello = await workspace.run(join(resultOf(workspace, 'hello'), 'bin/hello'), ['--banner', 'Ada']);
  expect(hello.stdout).toContain('Hello, Ada!');
  const shout = await workspace.nx(['nix-run', 'shout', '--', 'Ada']);
  expect(shout.output).toContain('HELLO, ADA!');
  const [page, greeting] = await ask(join(resultOf(workspace, 'services/api'), 'bin/api'), [
    '/',
    '/hello/Ada',
  ]);
  expect(page).toContain('<title>');
  expect(greeting).toContain('Ada');
}
