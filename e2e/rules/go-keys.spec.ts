/** Design rules for Go, and the defects of the peers (go-deno-node.md 1.2, 1.3): each test is a way a cache lied. */
import { describe, expect, it } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { goWorkspace } from '../support/go.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

const BUILD_ALL = ['run-many', '-t', 'build'];
const PLATFORM = hostPlatform();

describe('a Go workspace', () => {
  it('has modules as projects with edges from imports, builds, tests and answers from the cache', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const edges = await workspace.edges();
    expect(edges['services/api']).toEqual(['libs/text']);
    expect(edges['services/worker']).toEqual(['libs/text']);
    const run = await workspace.nx(['run-many', '-t', 'build', 'test', 'vet', 'format-check']);
    expect(run.output).toContain('Successfully ran targets');
    expect((await workspace.run(`dist/services/api/${PLATFORM}/api`, [])).stdout).toBe('api hello');
    expect((await workspace.nx(['run-many', '-t', 'build', 'test', 'vet', 'format-check'])).misses).toEqual(
      [],
    );
  });

  it('a change of one package rebuilds only the binaries that import it', async () => {
    const workspace = await createWorkspace(goWorkspace());
    await workspace.nx(BUILD_ALL);
    workspace.append('libs/text/shout/shout.go', '\n// louder\n');
    const run = await workspace.nx(BUILD_ALL);
    expect(run.hits).toContain('services/api:build');
    expect(run.misses).toEqual(expect.arrayContaining(['services/worker:build']));
    expect(await workspace.affected('build')).not.toContain('services/api');
  });

  it('nx-go: a broken dependency is not answered with a green test', async () => {
    const workspace = await createWorkspace(goWorkspace());
    expect((await workspace.nx(['test', 'services/api'])).exitCode).toBe(0);
    workspace.write('libs/text/text.go', 'package text\n\nfunc Greeting() string { return "" }\n');
    expect((await workspace.nx(['test', 'services/api'])).exitCode).not.toBe(0);
  });

  it('nx-go: restoring one app leaves the app whose name begins with its name alone', async () => {
    const files = goWorkspace();
    const workspace = await createWorkspace({
      ...files,
      'go.work': (files['go.work'] ?? '').replace(
        './services/api\n',
        './services/api\n\t./services/api-gateway\n',
      ),
      'services/api-gateway/go.mod': 'module example.com/gateway\n\ngo 1.22\n',
      'services/api-gateway/main.go': 'package main\n\nfunc main() { println("gateway 1") }\n',
    });
    await workspace.nx(BUILD_ALL);
    workspace.write('services/api-gateway/main.go', 'package main\n\nfunc main() { println("gateway 2") }\n');
    await workspace.nx(BUILD_ALL);
    workspace.remove(`dist/services/api`);
    await workspace.nx(['build', 'services/api']);
    expect((await workspace.run(`dist/services/api-gateway/${PLATFORM}/gateway`, [])).output).toContain(
      'gateway 2',
    );
  });

  it('both: GOOS and build flags of the environment are in the key', async () => {
    const workspace = await createWorkspace(goWorkspace());
    await workspace.nx(['build', 'services/api']);
    expect((await workspace.nx(['build', 'services/api'], { env: { GOFLAGS: '-tags=x' } })).hits).toEqual([]);
    expect((await workspace.nx(['build', 'services/api'], { env: { GOOS: 'windows' } })).hits).toEqual([]);
    expect((await workspace.nx(['build', 'services/api'])).misses).toEqual([]);
  });

  it('gonx: an embedded file is an input', async () => {
    const files = goWorkspace();
    const workspace = await createWorkspace({
      ...files,
      'libs/text/text.go':
        'package text\n\nimport _ "embed"\n\n//go:embed greeting.txt\nvar greeting string\n\nfunc Greeting() string { return greeting }\n',
      'libs/text/greeting.txt': 'one',
    });
    await workspace.nx(['build', 'services/api']);
    workspace.write('libs/text/greeting.txt', 'two');
    expect(await workspace.affected('build')).toContain('services/api');
    await workspace.nx(['build', 'services/api']);
    expect((await workspace.run(`dist/services/api/${PLATFORM}/api`, [])).stdout).toBe('api two');
  });

  it('gonx: modules that import packages of each other build and test', async () => {
    const workspace = await createWorkspace({
      'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n',
      'a/go.mod': 'module example.com/a\n\ngo 1.22\n',
      'a/one/one.go': 'package one\n\nimport "example.com/b/two"\n\nvar One = two.Two\n',
      'a/three/three.go': 'package three\n\nvar Three = 3\n',
      'b/go.mod': 'module example.com/b\n\ngo 1.22\n',
      'b/two/two.go': 'package two\n\nimport "example.com/a/three"\n\nvar Two = three.Three\n',
    });
    const run = await workspace.nx(['run-many', '-t', 'build', 'test']);
    expect(run.output).toContain('Successfully ran targets build, test');
  });

  it('gonx: an edit of the README at a root module harms nothing and reruns nothing', async () => {
    const workspace = await createWorkspace({
      'go.mod': 'module example.com/root\n\ngo 1.22\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      'sub/go.mod': 'module example.com/sub\n\ngo 1.22\n',
      'sub/sub.go': 'package sub\n',
      'README.md': 'one',
    });
    await workspace.nx(['run-many', '-t', 'build', 'test']);
    workspace.write('README.md', 'two');
    expect((await workspace.nx(['run-many', '-t', 'build', 'test'])).misses).toEqual([]);
  });

  it('adding a module to go.work reruns nothing that was there', async () => {
    const workspace = await createWorkspace(goWorkspace());
    await workspace.nx(BUILD_ALL);
    workspace.write('libs/extra/go.mod', 'module example.com/extra\n\ngo 1.22\n');
    workspace.write('libs/extra/extra.go', 'package extra\n');
    workspace.write(
      'go.work',
      workspace.read('go.work').replace('./libs/text', './libs/extra\n\t./libs/text'),
    );
    expect((await workspace.nx(BUILD_ALL)).misses).toEqual(['libs/extra:build']);
  });

  it('a module with several main packages builds each as a project of its own', async () => {
    const workspace = await createWorkspace({
      'go.mod': 'module example.com/tools\n\ngo 1.22\n',
      'internal/x/x.go': 'package x\n\nvar X = "x"\n',
      'cmd/alpha/main.go':
        'package main\n\nimport "example.com/tools/internal/x"\n\nfunc main() { println(x.X) }\n',
      'cmd/beta/main.go': 'package main\n\nfunc main() { println("beta") }\n',
    });
    expect(await workspace.projects()).toEqual(expect.arrayContaining(['alpha', 'beta', 'tools']));
    await workspace.nx(BUILD_ALL);
    expect((await workspace.run(`dist/cmd/alpha/${PLATFORM}/alpha`, [])).output).toBe('x');
    workspace.append('internal/x/x.go', '\n// more\n');
    const run = await workspace.nx(BUILD_ALL);
    expect(run.hits).toContain('beta:build');
    expect(run.misses).toContain('alpha:build');
  });

  it('arguments that would move the artifact are refused, others reach the tool', async () => {
    const workspace = await createWorkspace(goWorkspace());
    expect((await workspace.nx(['build', 'services/api', '-o', 'elsewhere'])).exitCode).not.toBe(0);
    expect((await workspace.nx(['test', 'services/api', '--', '-run', 'TestSay', '-v'])).output).toContain(
      '--- PASS: TestSay',
    );
  });

  it('a missing go is an error of the task with the way to install it, never of the graph', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const env = { PATH: pathWithout('go') };
    expect((await workspace.nx(['show', 'projects'], { env })).output).toContain('services/api');
    const run = await workspace.nx(['build', 'services/api'], { env });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('https://go.dev');
  });

  it('gofmt finds what is not formatted although it exits with 0', async () => {
    const workspace = await createWorkspace({
      ...goWorkspace(),
      'libs/text/ugly.go': 'package text\n\nvar  Ugly  =  1\n',
    });
    const run = await workspace.nx(['format-check', 'libs/text']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('ugly.go');
  });
});
