import { describe, expect, it } from 'vitest';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';
import { pluginOptions } from '../init/nx-json.js';
import { conversions } from './conversions.js';
import { jsonOf } from './repository.js';
import { pluginLines } from './repository-of.js';
import { rewritten } from './turbo-scripts.js';

type Texts = Readonly<Record<string, string>>;

/** What the generator writes, and what it says. */
function convert(texts: Texts) {
  const now = new Map(Object.entries(texts));
  const files = [...now.keys()].sort();
  const tree = createTree(files, (path) => now.get(path));
  const analysis = analyse(files, tree, readOptions(pluginOptions(texts['nx.json'] ?? '{}')));
  const repository = {
    files,
    analysis,
    read: (path: string) => now.get(path),
    write: (path: string, text: string) => void now.set(path, text),
    remove: (path: string) => void now.delete(path),
  };
  const used = conversions.filter((one) => one.isUsed(repository));
  const hint = pluginLines(repository).join('\n');
  const lines = used.flatMap((one) => one.convert(repository));
  return { texts: Object.fromEntries(now), said: lines.join('\n'), hint };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const NX_JSON = json({ plugins: ['@monodon/rust', '@nx-go/nx-go', 'polynx'] });
const PACKAGE = json({
  devDependencies: { nx: '23.3.1', '@monodon/rust': '3.0.0', '@nx-go/nx-go': '4.1.1' },
});

const crate = (name: string, main = 'fn main() {}\n'): Texts => ({
  [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\n`,
  [`${name}/src/${main === '' ? 'lib' : 'main'}.rs`]: main,
});

/** As the generators of @monodon/rust write it. */
const generated = (executor: string, dir: string, more: object = {}) => ({
  cache: true,
  executor: `@monodon/rust:${executor}`,
  outputs: ['{options.target-dir}'],
  options: { 'target-dir': dir, ...more },
  configurations: { production: { release: true } },
});

const RUST = {
  'Cargo.toml': '[workspace]\nmembers = ["app", "util"]\nresolver = "2"\n',
  '.cargo/config.toml': "[build]\ntarget-dir = 'dist/target'\n",
  ...crate('app'),
  ...crate('util', ''),
  'nx.json': NX_JSON,
  'package.json': PACKAGE,
};

describe('@monodon/rust', () => {
  it('what its generators wrote is inferred: no entry is left', () => {
    const dir = 'dist/target/app';
    const { texts, said, hint } = convert({
      ...RUST,
      'app/project.json': json({
        name: 'app',
        targets: {
          build: generated('build', dir),
          test: generated('test', dir),
          lint: { executor: '@monodon/rust:lint', options: { 'target-dir': dir } },
          run: generated('run', dir),
        },
      }),
      'util/project.json': json({ name: 'util', targets: { build: { executor: '@monodon/rust:check' } } }),
    });
    expect(texts['app/project.json']).toBe(json({ name: 'app' }));
    expect(texts['util/project.json']).toBe(json({ name: 'util' }));
    // Of `production` polynx knows by itself.
    expect(jsonOf(texts['nx.json'])).toEqual({ plugins: ['polynx'] });
    expect(texts['package.json']).toBe(json({ devDependencies: { nx: '23.3.1' } }));
    expect(hint).toContain('@monodon/rust and @nx-go/nx-go do the same here: nx g polynx:convert takes over');
    expect(said).toContain('5 targets are inferred by polynx: no entry is left');
    expect(said).toContain('util:build: was cargo check, is cargo build now');
    expect(said).toContain('app:build: dist/target/app/debug/app is dist/target/debug/app now');
    expect(convert(texts)).toEqual({ texts, said: '', hint: '' });
  });

  it('options that differ stay, in the words of polynx, after what is inferred', () => {
    const target = {
      executor: '@monodon/rust:build',
      cache: true,
      inputs: ['default', '^production', '{projectRoot}/**/*', '{workspaceRoot}/proto/a.proto', { env: 'A' }],
      outputs: ['{options.target-dir}', '{workspaceRoot}/dist/target', '{projectRoot}/schema.json'],
      dependsOn: ['^build', 'codegen'],
      options: { release: true, features: 'a,b c', 'all-features': false, locked: true },
      configurations: { release: { release: true }, small: { profile: 'release-small' } },
      defaultConfiguration: 'small',
    };
    const { texts } = convert({
      ...RUST,
      'app/project.json': json({ name: 'app', targets: { build: target, codegen: { command: 'x' } } }),
    });
    expect(jsonOf(texts['app/project.json'])['targets']).toEqual({
      build: {
        dependsOn: ['...', 'codegen'],
        inputs: ['...', '{workspaceRoot}/proto/a.proto', { env: 'A' }],
        outputs: ['...', '{projectRoot}/schema.json'],
        options: { profile: 'release', features: ['a', 'b', 'c'], locked: true },
        defaultConfiguration: 'small',
      },
      codegen: { command: 'x' },
    });
  });

  it('a configuration that all have stands once, in nx.json; where two differ it stays', () => {
    const target = (options: object) => ({
      executor: '@monodon/rust:build',
      configurations: { staging: { profile: 'ci', features: ['x'] }, eu: options },
    });
    const { texts } = convert({
      ...RUST,
      'app/project.json': json({ targets: { build: target({ features: ['eu'] }) } }),
      'util/project.json': json({ targets: { build: target({ features: ['de'] }) } }),
    });
    expect(pluginOptions(texts['nx.json'] ?? '')).toEqual({
      cargo: { targets: { build: { configurations: { staging: { profile: 'ci', features: ['x'] } } } } },
    });
    expect(jsonOf(texts['util/project.json'])).toEqual({
      targets: { build: { configurations: { eu: { features: ['de'] } } } },
    });
  });

  it('^build stays where the user drew edges: they may lead to another language', () => {
    const { texts } = convert({
      ...RUST,
      'app/project.json': json({
        implicitDependencies: ['web'],
        targets: { build: { executor: '@monodon/rust:build', dependsOn: ['^build'] } },
      }),
    });
    expect(jsonOf(texts['app/project.json'])['targets']).toEqual({ build: { dependsOn: ['...', '^build'] } });
  });

  it.each<[string, string, object, string, string]>([
    ['another platform', 'build', { target: 'x' }, 'cargo build --target x -p app', 'platforms'],
    [
      'another toolchain',
      'test',
      { toolchain: 'nightly' },
      'cargo +nightly test -p app',
      'rust-toolchain.toml',
    ],
    ['arguments of tests', 'test', { args: ['--nocapture'] }, 'cargo test -p app -- --nocapture', 'args'],
    ['clippy that mends', 'lint', { fix: true }, 'cargo clippy --fix -p app', 'fix'],
    ['one binary', 'test', { bin: 'a b' }, 'cargo test --bin "a b" -p app', 'bin'],
    [
      'wasm-pack',
      'wasm-pack',
      { 'target-dir': 'dist/wasm' },
      'wasm-pack build app --dev --target bundler --out-dir ../dist/wasm',
      'wasm-bindgen',
    ],
    [
      'napi',
      'napi',
      { dist: 'app', jsFile: 'index.js' },
      'npx napi build --platform --manifest-path app/Cargo.toml --package-json-path app/package.json --output-dir app --js index.js --dts index.d.ts',
      'napi build',
    ],
  ])('%s has no equal: the target is the command that it ran', (_, executor, options, command, why) => {
    const target = {
      cache: true,
      executor: `@monodon/rust:${executor}`,
      outputs: ['{options.dist}'],
      options,
    };
    const name = executor === 'wasm-pack' || executor === 'napi' ? 'build' : executor;
    const { texts, said } = convert({ ...RUST, 'app/project.json': json({ targets: { [name]: target } }) });
    const outputs = 'dist' in options ? ['{workspaceRoot}/app'] : [];
    expect(jsonOf(texts['app/project.json'])['targets']).toEqual({
      [name]: { executor: 'nx:run-commands', cache: true, outputs, options: { command } },
    });
    expect(said).toMatch(new RegExp(`app:${name}: .*${why}`));
  });

  it('other names stay: of one target in project.json, of all in nx.json; a second one is a command', () => {
    const one = {
      clippy: { executor: '@monodon/rust:lint' },
      'build-release': { executor: '@monodon/rust:build', options: { release: true } },
      build: { executor: '@monodon/rust:build' },
    };
    const files = { ...RUST, 'app/project.json': json({ targets: one }) };
    const { texts } = convert(files);
    expect(jsonOf(texts['app/project.json'])).toEqual({
      targets: {
        'build-release': {
          executor: 'nx:run-commands',
          options: { command: 'cargo build --release -p app' },
        },
      },
      metadata: { polynx: { targets: { lint: { targetName: 'clippy' } } } },
    });
    const util = json({ targets: { clippy: one.clippy } });
    expect(convert({ ...files, 'util/project.json': util }).texts['nx.json']).toContain(
      '"targetName": "clippy"',
    );
  });

  it('an executor that is not known keeps the plugin', () => {
    const targets = { build: { executor: '@monodon/rust:new' } };
    const { texts, said } = convert({ ...RUST, 'app/project.json': json({ targets }) });
    expect(jsonOf(texts['app/project.json'])).toEqual({ targets });
    expect(texts['package.json']).toContain('@monodon/rust');
    expect(said).toContain('app:build: polynx does not know the executor new');
  });

  it('comments stay, and what other plugins and people wrote', () => {
    const { texts } = convert({
      ...RUST,
      'nx.json': `{
  // Ours.
  "plugins": [
    "@nx/js", // first
    "@monodon/rust",
    { "plugin": "@nx-go/nx-go", "options": { "skipGoDependencyCheck": true } },
    "polynx"
  ],
  "generators": { "@monodon/rust:binary": { "edition": "2021" }, "@nx/js": {} },
  "targetDefaults": {
    "@monodon/rust:build": { "options": { "locked": true } },
    "build": { "cache": true }
  }
}
`,
      'app/project.json': `{
  // The program.
  "name": "app",
  "targets": {
    "build": { "executor": "@monodon/rust:build" },
    // Ours too.
    "deploy": { "command": "x" }
  }
}
`,
    });
    expect(texts['nx.json']).toContain('// Ours.');
    expect(jsonOf(texts['nx.json'])).toEqual({
      plugins: ['@nx/js', 'polynx'],
      generators: { '@nx/js': {} },
      targetDefaults: { build: { cache: true } },
    });
    expect(texts['app/project.json']).toContain('// The program.');
    expect(jsonOf(texts['app/project.json'])['targets']).toEqual({
      build: { options: { locked: true } },
      deploy: { command: 'x' },
    });
  });
});

const module = (root: string, more: Texts): Texts => ({
  [`${root}/go.mod`]: `module example.com/${root}\n\ngo 1.24\n`,
  ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`${root}/${path}`, text])),
});

const GO = {
  'go.work': 'go 1.24\n\nuse (\n\t./apps/api\n\t./libs/text\n)\n',
  ...module('apps/api', { 'main.go': 'package main\n\nfunc main() {}\n' }),
  ...module('libs/text', { 'text.go': 'package text\n' }),
  'nx.json': NX_JSON,
  'package.json': PACKAGE,
};

describe('@nx-go/nx-go', () => {
  it('targets that it inferred keep their names and results', () => {
    const { texts, said } = convert({ ...GO, 'apps/api/project.json': json({ name: 'api' }) });
    expect(jsonOf(texts['apps/api/project.json'])).toEqual({
      name: 'api',
      targets: { build: { options: { output: 'dist/apps/api' } } },
    });
    expect(jsonOf(texts['nx.json'])).toEqual({
      plugins: [{ plugin: 'polynx', options: { go: { targets: { run: { targetName: 'serve' } } } } }],
    });
    expect(said).toContain('was go fmt, is go vet now');
    expect(said).toContain('gone: tidy-check checks it');
    expect(convert(texts)).toEqual({ texts, said: '', hint: '' });
  });

  it('without a project.json what differs stands in nx.json', () => {
    const { texts } = convert(GO);
    expect(texts).not.toHaveProperty('apps/api/project.json');
    expect(pluginOptions(texts['nx.json'] ?? '')).toEqual({
      go: { targets: { run: { targetName: 'serve' } } },
      projects: {
        'apps/api': { targets: { build: { options: { output: 'dist/apps/api' } } } },
      },
    });
  });

  it('options are those of polynx; the names that its options give stay', () => {
    const { texts } = convert({
      ...GO,
      'nx.json': json({
        plugins: [
          { plugin: '@nx-go/nx-go', options: { buildTargetName: 'compile', lintTargetName: 'go-lint' } },
          'polynx',
        ],
      }),
      'apps/api/project.json': json({
        name: 'api',
        targets: {
          compile: {
            executor: '@nx-go/nx-go:build',
            inputs: ['golang', '{workspaceRoot}/go.work'],
            outputs: ['{workspaceRoot}/dist/{projectRoot}*'],
            options: {
              main: './main.go',
              outputPath: '../../bin/api',
              env: { CGO_ENABLED: '0' },
              flags: ['-ldflags="-s -w"', '-tags=a,b', '-trimpath', '-gcflags=all=-N'],
            },
          },
          test: {
            executor: '@nx-go/nx-go:test',
            options: {
              race: true,
              cover: true,
              coverProfile: 'c.out',
              timeout: '5m',
              verbose: true,
              tags: ['x'],
            },
          },
        },
      }),
    });
    expect(jsonOf(texts['apps/api/project.json'])['targets']).toEqual({
      compile: {
        options: {
          output: 'bin/api',
          cgo: false,
          ldflags: '-s -w',
          tags: ['a', 'b'],
          args: ['-gcflags=all=-N'],
        },
      },
      test: {
        options: {
          race: true,
          cover: true,
          coverProfile: 'apps/api/c.out',
          args: ['-timeout=5m', '-v'],
          tags: ['x'],
        },
      },
    });
    expect(pluginOptions(texts['nx.json'] ?? '')).toEqual({
      go: {
        targets: {
          build: { targetName: 'compile' },
          run: { targetName: 'serve' },
          lint: { targetName: 'go-lint' },
        },
      },
    });
  });

  it.each<[string, string, object, string]>([
    ['tinygo', 'build', { compiler: 'tinygo' }, 'tinygo build -o ../../dist/apps/api .'],
    ['another platform', 'build', { env: { GOOS: 'windows' } }, 'go build -o ../../dist/apps/api .'],
    ['a build mode', 'build', { buildMode: 'plugin' }, 'go build -o ../../dist/apps/api -buildmode=plugin .'],
    ['another program', 'serve', { cmd: 'gow', args: ['-p', '1'] }, 'gow run . -p 1'],
    ['a linter', 'lint', { linter: 'revive' }, 'revive ./...'],
    ['tidy', 'tidy', {}, 'go mod tidy'],
  ])('%s has no equal: the target is the command that it ran', (_, executor, options, command) => {
    const target = { executor: `@nx-go/nx-go:${executor}`, options };
    const { texts } = convert({ ...GO, 'apps/api/project.json': json({ targets: { [executor]: target } }) });
    const { targets } = jsonOf(texts['apps/api/project.json']) as { targets: Record<string, object> };
    expect(targets[executor]).toMatchObject({
      executor: 'nx:run-commands',
      options: { command, cwd: 'apps/api' },
    });
  });

  it('a program in a folder that is a project of its own here is built by that', () => {
    const { texts, said } = convert({
      ...GO,
      ...module('apps/daemon', {
        'cmd/daemon/main.go': 'package main\n\nfunc main() {}\n',
        'd.go': 'package d\n',
      }),
      'package.json': json({ devDependencies: { '@nx-go/nx-go': '3.3.1' } }),
      'apps/daemon/project.json': json({
        name: 'daemon',
        targets: {
          build: {
            executor: '@nx-go/nx-go:build',
            dependsOn: ['prepare'],
            options: { main: '{projectRoot}/cmd/daemon/main.go', outputPath: 'dist/apps/daemon' },
          },
          'build-arm64': {
            executor: '@nx-go/nx-go:build',
            outputs: ['{options.outputPath}'],
            options: {
              main: '{projectRoot}/cmd/daemon/main.go',
              outputPath: 'dist/daemon-arm64',
              env: { GOARCH: 'arm64', GOOS: 'linux' },
              flags: ['-ldflags "-X \'a.V=$VERSION\'"'],
            },
          },
        },
      }),
    });
    const main = 'cmd/daemon';
    expect(jsonOf(texts['apps/daemon/project.json'])['targets']).toEqual({
      build: { dependsOn: ['...', 'prepare', { projects: [main], target: 'build' }] },
      'build-arm64': {
        executor: 'nx:run-commands',
        outputs: ['{workspaceRoot}/dist/daemon-arm64'],
        options: {
          command: `go build -o dist/daemon-arm64 -ldflags "-X 'a.V=$VERSION'" {projectRoot}/cmd/daemon/main.go`,
          env: { GOARCH: 'arm64', GOOS: 'linux' },
        },
      },
    });
    expect(pluginOptions(texts['nx.json'] ?? '')).toMatchObject({
      projects: {
        [`apps/daemon/${main}`]: { targets: { build: { options: { output: 'dist/apps/daemon' } } } },
      },
    });
    expect(said).toContain(`daemon:build: its program is built by ${main}:build, which runs first`);
    expect(said).toContain('build-<platform>');
  });

  it('in one module for all, tests of a folder are the command that they were', () => {
    const { texts } = convert({
      'go.mod': 'module example.com/all\n\ngo 1.24\n',
      'apps/api/main.go': 'package main\n\nfunc main() {}\n',
      'nx.json': NX_JSON,
      'package.json': json({ devDependencies: { '@nx-go/nx-go': '^3.0.0' } }),
      'apps/api/project.json': json({
        targets: {
          build: {
            executor: '@nx-go/nx-go:build',
            options: { main: 'apps/api/main.go', outputPath: 'dist/x' },
          },
          test: { executor: '@nx-go/nx-go:test' },
        },
      }),
    });
    expect(jsonOf(texts['apps/api/project.json'])['targets']).toEqual({
      build: { options: { output: 'dist/x' } },
      test: { executor: 'nx:run-commands', options: { command: 'go test ./...', cwd: 'apps/api' } },
    });
  });
});

describe('turbo.json', () => {
  const WEB = json({ name: 'web', scripts: { build: 'vite build', dev: 'vite', codegen: 'x' } });
  const REPOSITORY = {
    'package.json': json({
      workspaces: ['packages/*'],
      scripts: { build: 'turbo run build', dev: 'turbo dev', lint: 'eslint .' },
      devDependencies: { turbo: '2.5.0', nx: '24.0.6' },
    }),
    'packages/web/package.json': WEB,
    'packages/web/turbo.json': json({
      extends: ['//'],
      tasks: { codegen: { outputs: ['gen/**'], cache: false } },
    }),
    'nx.json': json({ plugins: ['polynx'] }),
    'turbo.json': json({
      globalDependencies: ['.env', '$TURBO_ROOT$/tsconfig.json'],
      globalEnv: ['CI_COMMIT'],
      remoteCache: { signature: true },
      ui: 'tui',
      tasks: {
        build: {
          dependsOn: ['^build', 'codegen'],
          outputs: ['dist/**', '!dist/cache/**'],
          inputs: ['$TURBO_DEFAULT$', '$TURBO_ROOT$/schema/*.json', '!README.md'],
          env: ['API_URL'],
        },
        dev: { cache: false, persistent: true, with: ['api#dev'] },
        'web#test': { dependsOn: ['api#build'], env: ['TZ'] },
        '//#format': { outputs: ['x'] },
      },
    }),
  };

  it('tasks, their order and what decides them go where Nx and polynx read them', () => {
    const { texts, said } = convert(REPOSITORY);
    expect(Object.keys(texts)).toEqual(['package.json', 'packages/web/package.json', 'nx.json']);
    expect(jsonOf(texts['nx.json'])).toEqual({
      plugins: [
        {
          plugin: 'polynx',
          options: {
            node: {
              declared: {
                '*': {
                  inputs: ['{workspaceRoot}/.env', '{workspaceRoot}/tsconfig.json'],
                  env: ['CI_COMMIT'],
                },
                build: {
                  outputs: ['dist/**', '!dist/cache/**'],
                  inputs: ['{workspaceRoot}/schema/*.json'],
                  env: ['API_URL'],
                },
              },
            },
          },
        },
      ],
      targetDefaults: {
        build: { dependsOn: ['...', '^build', 'codegen'] },
        dev: { cache: false, continuous: true },
      },
    });
    expect(jsonOf(texts['packages/web/package.json'])).toEqual({
      ...JSON.parse(WEB),
      nx: {
        targets: {
          codegen: { outputs: ['...', '{projectRoot}/gen/**'], cache: false },
          test: {
            inputs: ['...', { env: 'TZ' }],
            dependsOn: ['...', { projects: ['api'], target: 'build' }],
          },
        },
      },
    });
    expect(jsonOf(texts['package.json'])).toEqual({
      workspaces: ['packages/*'],
      scripts: { build: 'nx run-many -t build', dev: 'nx run-many -t dev', lint: 'eslint .' },
      devDependencies: { nx: '24.0.6' },
    });
    expect(said).toContain('turbo.json, dev: with');
    expect(said).toContain('turbo.json: remoteCache');
    expect(said).toContain('//#format: a script of the package.json at the root');
    expect(said).not.toContain('ui');
    expect(convert(texts)).toEqual({ texts, said: '', hint: '' });
  });

  it('stays as long as a script starts turbo with flags, and a second time changes nothing', () => {
    const scripts = { ci: 'turbo run build --filter=[HEAD^1]' };
    const { texts, said } = convert({
      ...REPOSITORY,
      'package.json': json({ scripts, devDependencies: { turbo: '2' } }),
    });
    expect(said).toContain('package.json: ci (turbo run build --filter=[HEAD^1])');
    expect(texts).toHaveProperty('turbo.json');
    expect(jsonOf(texts['package.json'])['devDependencies']).toEqual({ turbo: '2' });
    expect(convert(texts).texts).toEqual(texts);
  });

  it.each([
    ['turbo run build test', 'nx run-many -t build test'],
    ['turbo build', 'nx run-many -t build'],
    ['turbo run build --filter=web', 'turbo run build --filter=web'],
    ['pnpm i && turbo build', 'pnpm i && turbo build'],
    ['turbo', 'turbo'],
  ])('the script %s is %s', (before, after) => {
    expect(rewritten(before)).toBe(after);
  });
});
