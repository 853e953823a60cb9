/**
 * Components from other repositories, by real servers of git on this machine, and targets of expression
 * files.
 */
import { beforeAll, expect, test } from 'vitest';
import { httpGit, sshGit, type Upstream, upstream } from '../support/git-servers.js';
import { addFlake, emptyStore, getNix, sameStoreEmptied } from '../support/nix.js';
import { createWorkspace, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
const SECRET = 'hunter2-SECRET';
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

/** Needs no compiler, only what it is built with: the phases are customizations. */
const PHASES = [
  '--customizations.buildPhase=printf "#!/bin/sh\\necho $GREETING from $(cat text)\\n" > hi; chmod +x hi',
  '--customizations.installPhase=mkdir -p $out/bin; cp hi $out/bin/hi',
];

async function hello(server: Upstream): Promise<string> {
  return server.commit('hello', { Makefile: 'all:\n', text: 'afar' });
}

const PLACES = { manifest: 'dist/page/manifest.json', files: 'dist/page/files' };

/** Nothing of the user's is asked for credentials. */
const ALONE = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  SSH_AUTH_SOCK: undefined,
  GIT_ASKPASS: undefined,
};

async function withFlake(): Promise<Workspace> {
  const workspace = await createWorkspace({ 'a.txt': '' }, { env: () => ({ ...ALONE, ...emptyStore(bin) }) });
  await addFlake(workspace);
  return workspace;
}

const said = (workspace: Workspace) => workspace.run('./dist/imported/hello/nix/bin/hi', []);

test(
  'a repository behind a token is pinned, built, brought up to date, and each way to fail has a message of its own',
  async () => {
    const server = upstream();
    const rev = await hello(server);
    const { url, host, asked, close } = await httpGit(server, SECRET);
    const workspace = await withFlake();
    const nx = (args: readonly string[], token = SECRET) =>
      workspace.nx(args, {
        env: token === '' ? {} : { GIT_TOKEN: token, GIT_TOKEN_HOST: host },
        timeout: 120_000,
      });
    const imported = (address: string, more: readonly string[] = [], token = SECRET) =>
      nx(['g', 'polynx:import-git', address, ...more], token);

    for (const [what, run, expected] of [
      [
        'a wrong address',
        () => imported(`${url}/nothing`),
        /is no git repository, or one that you may not see\.\s+Check the address/,
      ],
      [
        'a branch',
        () => imported(`${url}/hello`, ['--ref=mian']),
        /no branch or tag called mian. Did you mean main/,
      ],
      [
        'no credentials',
        () => imported(`${url}/hello`, [], ''),
        /asks for credentials[\s\S]*Set GIT_TOKEN \(with/,
      ],
      [
        'a wrong token',
        () => imported(`${url}/hello`, [], 'wrong-SECRET'),
        /refused the token in GIT_TOKEN\.\s+Is it/,
      ],
      [
        'no answer',
        () => imported(`${url}/slow/hello`, ['--gitTimeout=1']),
        /did not answer within 1 seconds\.\s+Is the host/,
      ],
      ['a program', () => imported('ext::sh'), /asks git to run a program/],
    ] as const) {
      const { exitCode, output } = await run();
      expect(exitCode, what).toBe(1);
      expect(output, what).toMatch(expected);
      expect(output, what).not.toContain('SECRET');
    }
    expect(workspace.has('imported')).toBe(false);

    const options = ['--name=hello', '--environmentVars.GREETING=Hello', '--buildTimeout=3', ...PHASES];
    const made = await imported(`${url}/hello`, options);
    expect(made.exitCode, made.output).toBe(0);
    const pin = JSON.parse(workspace.read('imported/hello/source.json')) as Record<string, string>;
    expect(pin).toMatchObject({ url: `${url}/hello`, ref: 'refs/heads/main', rev });
    const fetched = await workspace.run('nix', [
      'flake',
      'prefetch',
      '--json',
      `git+file://${server.folder}/hello?rev=${rev}`,
    ]);
    expect(JSON.parse(fetched.stdout)).toMatchObject({ hash: pin['narHash'] });
    const again = await imported(`${url}/hello`, ['--name=hello']);
    expect(again.output).toContain('nx g polynx:git-update hello');

    // What prefetch has put into the store does not count.
    sameStoreEmptied(workspace);
    const before = asked.length;
    const built = await nx(['build', 'hello']);
    expect(built.exitCode, built.output).toBe(0);
    expect(asked.length).toBeGreaterThan(before);
    expect((await said(workspace)).stdout).toBe('Hello from afar');
    const manifest = JSON.parse(workspace.read('dist/imported/hello/nix-manifest.json')) as object;
    expect(manifest).toMatchObject({ source: { url: pin['url'], ref: 'main', rev, date: pin['date'] } });
    expect((await nx(['build', 'hello'])).hits).toEqual(['hello:build']);

    // The files are in the store: another variable is another build, and asks no server.
    const calls = asked.length;
    const other = await nx(['build', 'hello', '--environmentVars.GREETING=Bye'], '');
    expect(other.misses, other.output).toEqual(['hello:build']);
    expect((await said(workspace)).stdout).toBe('Bye from afar');
    expect(asked.length).toBe(calls);
    expect((await nx(['build', 'hello', '--environmentVars.PATH=x'])).output).toContain(
      'environmentVars.PATH: it is what the build itself is made of',
    );

    const newer = await server.commit('hello', { text: 'nearby' }, 'Come closer');
    const change = new RegExp(
      `hello: main at ${rev.slice(0, 7)} of .* → main at ${newer.slice(0, 7)} of .*, 1 commit\n.*Come closer`,
    );
    const dry = await nx(['g', 'polynx:git-update', '--dry-run']);
    expect(dry.output).toMatch(change);
    expect(JSON.parse(workspace.read('imported/hello/source.json'))).toEqual(pin);
    expect((await nx(['g', 'polynx:git-update', 'hello'])).output).toMatch(change);
    expect((await nx(['g', 'polynx:git-update', 'hello'])).output).toContain('as before');
    const updated = await nx(['build', 'hello']);
    expect(updated.misses, updated.output).toEqual(['hello:build']);
    expect((await said(workspace)).stdout).toBe('Hello from nearby');

    const found = await workspace.run('grep', [
      '--recursive',
      '--files-with-matches',
      '--exclude-dir=node_modules',
      'SECRET',
      '.',
    ]);
    expect(found.stdout).toBe('');
    close();
    sameStoreEmptied(workspace);
    const gone = await nx(['build', 'hello', '--environmentVars.GREETING=Oh']);
    expect(gone.exitCode).toBe(1);
    expect(gone.output).toMatch(/cannot be reached\.\s+Check the host and the port/);
  },
  TEN_MINUTES,
);

test(
  'a repository behind ssh is fetched with a key of the agent, and built by an expression that says where it is wrong',
  async () => {
    const server = upstream();
    await hello(server);
    const { url, env, know, addKey } = await sshGit(server);
    const workspace = await withFlake();
    const nx = (args: readonly string[]) => workspace.nx(args, { env });
    const expression = (body: string) => workspace.write('nix/hello.nix', body);
    expression(`{ runCommand, src, environmentVars, word ? "from" }:
runCommand "hello" { } ''
  mkdir -p $out/bin
  printf '#!/bin/sh\\necho \${environmentVars.GREETING} \${word} %s\\n' "$(cat \${src}/text)" > $out/bin/hi
  chmod +x $out/bin/hi
''
`);
    const wanted = [
      'g',
      'polynx:import-git',
      `${url}/hello`,
      '--ref=main',
      '--expression=nix/hello.nix',
      '--environmentVars.GREETING=Hi',
    ];
    const unknown = await nx(wanted);
    expect(unknown.output).toMatch(/has a host key that ssh does not know[\s\S]*Compare the key/);
    await know();
    expect((await nx(wanted)).output).toMatch(/refused the key of ssh\.\s+Load a key/);
    await addKey();
    const made = await nx(wanted);
    expect(made.exitCode, made.output).toBe(0);
    const built = await nx(['build', 'hello']);
    expect(built.exitCode, built.output).toBe(0);
    expect((await said(workspace)).stdout).toBe('Hi from afar');
    const custom = await nx(['build', 'hello', '--customizations.word=out']);
    expect(custom.misses, custom.output).toEqual(['hello:build']);
    expect((await said(workspace)).stdout).toBe('Hi out afar');
    expect((await nx(['build', 'hello', '--customizations.wrod=x'])).output).toContain(
      'customizations: it takes no wrod; it takes environmentVars, runCommand, src, word',
    );

    expression('{ runCommand, src }:\nrunCommand "hello" { } ;\n');
    const broken = await nx(['build', 'hello']);
    expect(broken.exitCode).toBe(1);
    expect(broken.output).toMatch(/cannot be read:[\s\S]*nix\/hello\.nix:2:\d+/);
    expect(broken.output).not.toContain('fetching');

    // One of this repository, which is made from its folder and from nothing else.
    workspace.write(
      'tools/note/default.nix',
      '{ runCommand }: runCommand "note" { } "cat ${./text.txt} > $out; echo $MORE >> $out"\n',
    );
    workspace.write('tools/note/text.txt', 'A note\n');
    expression('{ }: { }');
    const target = await nx([
      'g',
      'polynx:nix-expression',
      'tools/note/default.nix',
      '--environmentVars.MORE=one',
      '--timeout=2',
    ]);
    expect(target.exitCode, target.output).toBe(0);
    const first = await nx(['build', 'note']);
    expect(first.exitCode, first.output).toBe(0);
    expect(workspace.read('dist/tools/note/nix')).toBe('A note\none\n');
    expect((await nx(['build', 'note'])).hits).toEqual(['note:build']);
    expect((await nx(['build', 'note', '--timeout=90'])).output).toContain('90 minutes are more than 60');
    // A builder of the library, of a folder of this repository.
    const page = (more: object) => {
      const options = { attr: 'page', folder: 'tools/page', sources: ['nix/polynx'], ...PLACES, ...more };
      const build = { executor: 'polynx:nix-build', options };
      workspace.write('tools/page/project.json', JSON.stringify({ name: 'page', targets: { build } }));
      return nx(['build', 'page']);
    };
    workspace.write('tools/page/Makefile', 'all:\n');
    const template = 'buildUniversalPackage';
    const phases = {
      buildPhase: 'node -p "6*7" > page',
      installPhase: 'mkdir $out; cp page $out; echo $MORE >> $out/page',
    };
    const environmentVars = { MORE: 'more' };
    const templated = await page({
      template,
      customizations: { ...phases, nativeBuildInputs: ['nodejs'] },
      environmentVars,
    });
    expect(templated.exitCode, templated.output).toBe(0);
    expect(workspace.read('dist/page/files/page')).toBe('42\nmore\n');
    const unknownPackage = await page({ template, customizations: { nativeBuildInputs: ['nodjs'] } });
    expect(unknownPackage.output).toContain('customizations: pkgs has no nodjs');
    const unknownTemplate = await page({ template: 'buildUniversalPakage' });
    expect(unknownTemplate.output).toMatch(/there is no such builder; there are .*buildUniversalPackage/);

    workspace.write(
      'tools/note/default.nix',
      '{ runCommand }: runCommand "note" { } "cat ${../../a.txt} > $out"\n',
    );
    const beyond = await nx(['build', 'note']);
    expect(beyond.exitCode).toBe(1);
    expect(beyond.output).toContain('add it to the option sources and to the inputs of the target');
  },
  TEN_MINUTES,
);
