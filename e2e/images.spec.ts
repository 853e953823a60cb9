/**
 * A program becomes an image, the image goes to a registry, and what goes wrong there changes nothing else.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished, vi } from 'vitest';
import { packedLayer } from '../packages/polynx/src/executors/images/layers.js';
import { writeLayout } from '../packages/polynx/src/executors/images/write-layout.js';
import { ARCHITECTURES, ociLayout } from '../packages/polynx/src/formats/oci.js';
import { crate } from './support/cargo.js';
import { goWorkspace } from './support/go.js';
import { type ImageRegistry, PASSWORD, skopeo, startRegistry, USER } from './support/image-registry.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

const LAYOUT = 'dist/services/api/oci';

interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly artifactType?: string;
    readonly platform?: { readonly architecture: string };
  }[];
}

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
  readonly config: { readonly digest: string };
}

function blob<T>(root: string, digest: string): T {
  return JSON.parse(readFileSync(join(root, 'blobs/sha256', digest.slice('sha256:'.length)), 'utf8')) as T;
}

/** The digest of the image, and the manifests of its platforms. */
function imageIn(root: string) {
  const { manifests } = JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')) as Index;
  const digest = manifests[0]?.digest ?? '';
  const platforms = blob<Index>(root, digest).manifests.map((one) => ({
    architecture: one.platform?.architecture,
    ...blob<Manifest>(root, one.digest),
  }));
  return { digest, platforms, attached: manifests.slice(1) };
}

/** Starts the program of the image as a container does: in its own files, not as root. */
async function start(workspace: Workspace, layout: string): Promise<string> {
  const [first] = imageIn(layout).platforms;
  const rootfs = join(workspace.root, 'rootfs');
  mkdirSync(rootfs);
  for (const { digest } of first?.layers ?? [])
    await execa('tar', ['-xzf', join(layout, 'blobs/sha256', digest.slice('sha256:'.length)), '-C', rootfs]);
  const { config } = blob<{ config: { User: string; Entrypoint: string[] } }>(
    layout,
    first?.config.digest ?? '',
  );
  const command =
    process.getuid?.() === 0 ? ['chroot', `--userspec=${config.User}`] : ['unshare', '-r', 'chroot'];
  const [program = '', ...args] = [...command, rootfs, ...config.Entrypoint];
  return (await execa(program, args, { all: true })).all;
}

const PLATFORMS = ['linux-x64', 'linux-arm64'];

async function delivering(packages: boolean): Promise<{
  readonly workspace: Workspace;
  readonly registry: ImageRegistry;
  readonly calls: () => string;
  readonly path: string;
  readonly environment: Record<string, string>;
  readonly nx: (target: string, env?: Record<string, string>) => ReturnType<Workspace['nx']>;
}> {
  const [{ folder, calls }, registry] = await Promise.all([skopeo(), startRegistry()]);
  const workspace = await createWorkspace(
    { ...goWorkspace(), VERSION: '1.2.3\n' },
    {
      plugin: {
        platforms: process.arch === 'arm64' ? [...PLATFORMS].reverse() : PLATFORMS,
        packages,
        images: {
          files: { 'etc/ssl/certs/ca.crt': '/certs/ca.crt' },
          tags: ['{version}', '{branch}'],
          ports: ['8080'],
          repository: 'team/api',
        },
      },
    },
  );
  mkdirSync(join(workspace.root, 'certs'));
  // Much that does not change, and that cannot be compressed.
  writeFileSync(join(workspace.root, 'certs/ca.crt'), randomBytes(1_000_000));
  await workspace.commit('certificates');
  const path = `${folder}:${QUIET.PATH}`;
  const environment = {
    PATH: path,
    DOCKER_REGISTRY_URL: `http://${registry.host}`,
    DOCKER_REGISTRY_USERNAME: USER,
    DOCKER_REGISTRY_PASSWORD: PASSWORD,
    POLYNX_PUSH_DELAY: '0.5',
  };
  const nx = (target: string, env: Record<string, string> = {}) =>
    workspace.nx([target, 'services/api'], { env: { ...environment, ...env } });
  return { workspace, registry, calls, path, environment, nx };
}

it('an image has the same digest twice, runs as it comes back from the registry, and after a change only the program is sent again', async () => {
  const { workspace, registry, calls, path, nx } = await delivering(true);
  const layout = join(workspace.root, LAYOUT);
  expect((await nx('image')).output).toContain('Successfully ran target image');
  const { digest, platforms, attached } = imageIn(layout);
  expect(platforms.map(({ architecture }) => architecture).sort()).toEqual(['amd64', 'arm64']);
  expect(attached.map(({ artifactType }) => artifactType)).toEqual(['application/vnd.cyclonedx+json']);
  await workspace.nx(['image', 'services/api', '--skip-nx-cache']);
  expect(imageIn(layout).digest).toBe(digest);

  // What is refused is said, and nothing is there then.
  const refused = await nx('image-push', { DOCKER_REGISTRY_PASSWORD: 'wrong' });
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain(`The registry ${registry.host} refuses the credentials`);
  expect(refused.output).toContain('No tag was moved');

  // Sent, and fetched again by what people have.
  registry.takeSent();
  const sent = await nx('deliver');
  expect(sent.output).toContain(`${registry.host}/team/api:1.2.3 is ${digest} (new)`);
  expect(registry.takeSent()).toBeGreaterThan(1_000_000);
  const pull = (tag: string, to: string) =>
    workspace.run(
      'skopeo',
      [
        ...['--insecure-policy', 'copy', '--all', '--preserve-digests', '--src-tls-verify=false'],
        ...[`--src-creds=${USER}:${PASSWORD}`, `docker://${registry.host}/team/api:${tag}`, `oci:${to}`],
      ],
      { env: { PATH: path } },
    );
  expect((await pull('main', 'pulled')).exitCode).toBe(0);
  const pulled = join(workspace.root, 'pulled');
  expect(imageIn(pulled).digest).toBe(digest);
  expect(await start(workspace, pulled)).toContain('api hello');

  // A change of a library: the program of each platform, and nothing of the megabyte beside it.
  workspace.write(
    'libs/text/text.go',
    'package text\n\n// Greeting is another one.\nfunc Greeting() string { return "changed" }\n',
  );
  expect(await workspace.affected('deliver')).toContain('services/api');
  expect((await nx('deliver')).output).toContain(`before: ${digest}`);
  const changed = imageIn(layout);
  expect(changed.digest).not.toBe(digest);
  const programs = changed.platforms.reduce((all, { layers }) => all + (layers.at(-1)?.size ?? 0), 0);
  const moved = registry.takeSent();
  expect(moved).toBeGreaterThan(programs);
  expect(moved).toBeLessThan(programs + 200_000);

  // What was done is written down, and the password nowhere.
  const lines = workspace.read('.nx/polynx/deliveries.jsonl').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    {
      project: 'services/api',
      version: '1.2.3',
      digest,
      tags: ['1.2.3', 'main'],
      previous: {},
      branch: 'main',
    },
    { digest: changed.digest, previous: { '1.2.3': digest, main: digest } },
  ]);
  const secret = [PASSWORD, Buffer.from(`${USER}:${PASSWORD}`).toString('base64')];
  for (const word of secret) {
    expect((await workspace.run('grep', ['-rlFw', word, '.nx', 'dist'])).stdout).toBe('');
    expect(calls().replaceAll(`--src-creds=${USER}:${PASSWORD}`, '')).not.toContain(word);
    expect(sent.output).not.toContain(word);
  }
});

it('a registry that dies in the middle of a push: the push goes on when it is back; else no tag moves, or the image goes elsewhere', async () => {
  const { workspace, registry, calls, environment, nx } = await delivering(false);
  registry.dieAfter(600_000);
  const survived = await nx('image-push');
  expect(survived.output).toMatch(/Again in 0\.5 s \(1 of 4\)/);
  expect(survived.output).toContain('is sha256:');
  const before = imageIn(join(workspace.root, LAYOUT)).digest;

  workspace.append('services/api/main.go', '\nfunc init() { println("more") }\n');
  await registry.stop();
  const away = await nx('deliver', { POLYNX_PUSH_RETRIES: '1', POLYNX_PUSH_DELAY: '0' });
  expect(away.exitCode).toBe(1);
  expect(away.output).toContain(`The registry ${registry.host} cannot be reached`);
  expect(away.output).toContain('what is published is as it was');
  await registry.start();

  // Nothing listens at the first one. NB its password is not for the second: that of docker login is.
  const fallback = {
    DOCKER_REGISTRY_URL: 'http://127.0.0.1:9/first',
    DOCKER_REGISTRY_FALLBACK_URL: `http://${registry.direct}/second`,
    POLYNX_PUSH_RETRIES: '0',
  };
  const unknown = await nx('image-push', fallback);
  expect(unknown.exitCode).toBe(1);
  expect(unknown.output).toContain(`The registry ${registry.direct} refuses the credentials`);
  const auth = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
  workspace.write('login/config.json', JSON.stringify({ auths: { [registry.direct]: { auth } } }));
  const elsewhere = await nx('image-push', { ...fallback, DOCKER_CONFIG: join(workspace.root, 'login') });
  expect(elsewhere.output).toContain(`It goes to ${registry.direct} instead`);
  expect(elsewhere.output).toContain(`${registry.direct}/second/team/api:1.2.3 is sha256:`);
  expect(workspace.read('.nx/polynx/deliveries.jsonl')).toContain('"insteadOf":"127.0.0.1:9"');

  // Stopped while it waits for an answer: nothing goes on, and no file with the password stays.
  const deaf = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void deaf.close());
  await once(deaf, 'listening');
  const temporary = join(workspace.root, 'temporary');
  mkdirSync(temporary);
  const silent = `127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const hanging = workspace.start(['image-push', 'services/api'], {
    env: { ...environment, DOCKER_REGISTRY_URL: `http://${silent}`, TMPDIR: temporary },
  });
  const hasLogin = () => readdirSync(temporary).some((name) => name.startsWith('polynx-registry-'));
  await vi.waitUntil(() => hasLogin() && calls().includes(silent), 30_000);
  process.kill(hanging.pid, 'SIGTERM');
  expect((await hanging.ended).exitCode).not.toBe(0);
  await vi.waitUntil(() => !hasLogin(), 10_000);

  // The tag is what it was, until it is moved.
  const resumed = await nx('deliver');
  expect(resumed.output).toContain(`before: ${before}`);
  await expectSignatures(workspace, nx);
});

/** With a key, as cosign does it: made before the tags move, by each key once, and checked by a task. */
async function expectSignatures(
  workspace: Workspace,
  nx: (target: string, env?: Record<string, string>) => ReturnType<Workspace['nx']>,
): Promise<void> {
  const pair = () =>
    generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
  const [own, other] = [pair(), pair()];
  expect((await nx('image-push', { POLYNX_IMAGE_KEY: other.privateKey })).output).toContain('.sig');
  workspace.write('image.pub', own.publicKey);
  const nxJson = JSON.parse(workspace.read('nx.json')) as { plugins: [{ options: { images: object } }] };
  const [{ options }] = nxJson.plugins;
  options.images = { ...options.images, publicKey: 'image.pub' };
  workspace.write('nx.json', JSON.stringify(nxJson));

  const unsigned = await nx('image-push');
  expect([unsigned.exitCode, unsigned.output]).toEqual([1, expect.stringContaining('there is no key')]);
  const wrong = await nx('image-push', { POLYNX_IMAGE_KEY: other.privateKey });
  expect([wrong.exitCode, wrong.output]).toEqual([1, expect.stringContaining('is not that of image.pub')]);
  expect((await nx('image-verify')).output).toContain('is signed, and not by this key');
  const signed = await nx('deliver', { POLYNX_IMAGE_KEY: own.privateKey });
  expect(signed.output).toMatch(/^Signed: \S+:sha256-[0-9a-f]{64}\.sig$/m);
  const verified = await nx('image-verify');
  expect([verified.exitCode, verified.output]).toEqual([
    0,
    expect.stringMatching(/:1\.2\.3 is sha256:[0-9a-f]{64}, signed by the key of image\.pub/),
  ]);
  expect((await nx('deliver', { POLYNX_IMAGE_KEY: own.privateKey })).output).not.toContain('Signed:');
  // By the other key too, still.
  workspace.write('image.pub', other.publicKey);
  expect((await nx('image-verify')).exitCode).toBe(0);
}

/** The loader and the libraries of this machine that the program names, as a base in a registry. */
async function pushBase(workspace: Workspace, program: string, host: string, path: string): Promise<string> {
  const { stdout } = await workspace.run('ldd', [program]);
  const files = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => ({
    path: file.slice(1),
    bytes: readFileSync(realpathSync(file)),
    isExecutable: true,
  }));
  const { digest, files: blobs } = ociLayout({
    images: [
      {
        platform: { os: 'linux', ...(ARCHITECTURES[process.arch] ?? { architecture: '' }) },
        config: {},
        layers: [packedLayer(files, 'base', 0)],
      },
    ],
    created: '1970-01-01T00:00:00Z',
    annotations: {},
    name: 'base',
  });
  writeLayout(workspace.root, 'made', blobs);
  await workspace.run(
    'skopeo',
    [
      ...['--insecure-policy', 'copy', '--all', '--preserve-digests', '--dest-tls-verify=false'],
      ...[`--dest-creds=${USER}:${PASSWORD}`, 'oci:made', `docker://${host}/base@${digest}`],
    ],
    { env: { PATH: path } },
  );
  return `http://${host}/base@${digest}`;
}

it('a program with a loader is refused until there is a base for it, and says its commit where it is stamped', async () => {
  const [{ folder }, registry] = await Promise.all([skopeo(), startRegistry()]);
  const images = { labels: { 'com.example.team': 'a' } };
  const workspace = await createWorkspace(
    {
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app"]\n',
      ...crate('app', 'app', { 'src/main.rs': 'fn main() {\n    println!("app hello");\n}\n' }),
    },
    { plugin: { images, stamp: { app: true } } },
  );
  await workspace.run('cargo', ['generate-lockfile', '--offline']);
  await workspace.commit();
  const path = `${folder}:${QUIET.PATH}`;
  const refused = await workspace.nx(['image', 'app']);
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('target/debug/app is dynamically linked: it starts by /lib');
  expect(refused.output).toContain(`linux-${process.arch}-musl`);

  const base = await pushBase(workspace, 'target/debug/app', registry.direct, path);
  const nxJson = JSON.parse(workspace.read('nx.json')) as { plugins: { options: { images: object } }[] };
  for (const { options } of nxJson.plugins) options.images = { ...images, base };
  workspace.write('nx.json', JSON.stringify(nxJson));
  workspace.write(
    'login/config.json',
    JSON.stringify({
      auths: { [registry.direct]: { auth: Buffer.from(`${USER}:${PASSWORD}`).toString('base64') } },
    }),
  );
  const made = await workspace.nx(['image', 'app'], {
    env: { PATH: path, DOCKER_CONFIG: join(workspace.root, 'login') },
  });
  expect(made.output).toContain(`${base} for`);
  expect(made.output).toContain('Successfully ran target image');
  const layout = join(workspace.root, 'dist/app/oci');
  const { config } = blob<{ config: { Labels: Record<string, string> } }>(
    layout,
    imageIn(layout).platforms[0]?.config.digest ?? '',
  );
  const head = await workspace.run('git', ['rev-parse', 'HEAD']);
  expect(config.Labels['com.example.team']).toBe('a');
  expect(config.Labels['org.opencontainers.image.revision']).toMatch(head.stdout.trim());
  expect(await start(workspace, layout)).toBe('app hello');

  // By its digest it is fetched once.
  await registry.stop();
  workspace.remove('dist');
  expect((await workspace.nx(['image', 'app'])).misses).not.toContain('app:image-base');
  expect(imageIn(layout).platforms).toHaveLength(1);
});
