/** Repositories that use other plugins, or Turborepo, go over to polynx with one command. */
import { describe, expect, inject, it } from 'vitest';
import { changes, repositoryOf } from './support/adoption.js';
import { NX } from './support/nx-versions.js';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** As the generators of @monodon/rust 3 write it. */
const rust = (name: string, executors: Readonly<Record<string, string>>) => ({
  name,
  targets: Object.fromEntries(
    Object.entries(executors).map(([target, executor]) => [
      target,
      {
        cache: true,
        executor: `@monodon/rust:${executor}`,
        outputs: ['{options.target-dir}'],
        options: { 'target-dir': `dist/target/${name}` },
        configurations: { production: { release: true } },
      },
    ]),
  ),
});

const FILES = {
  '.gitignore': 'node_modules\n.nx\ndist\n',
  'package.json': json({
    name: 'repository',
    private: true,
    workspaces: ['packages/*'],
    scripts: { ci: 'turbo build test' },
  }),
  'nx.json': `{
  // Written by hand.
  "analytics": false,
  "neverConnectToCloud": true,
  "plugins": ["@monodon/rust", { "plugin": "@nx-go/nx-go", "options": { "lintTargetName": "go-lint" } }],
  "targetDefaults": { "build": { "dependsOn": ["^build"], "cache": true } }
}
`,
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app", "util"]\n',
  '.cargo/config.toml': "[build]\ntarget-dir = 'dist/target'\n",
  'app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nutil = { path = "../util" }\n',
  'app/src/main.rs': 'fn main() {\n    println!("{}", util::say());\n}\n',
  'app/project.json': json(rust('app', { build: 'build', test: 'test', lint: 'lint', run: 'run' })),
  'util/Cargo.toml': '[package]\nname = "util"\nversion = "0.1.0"\nedition = "2021"\n',
  'util/src/lib.rs': 'pub fn say() -> &\'static str {\n    "util"\n}\n',
  'util/project.json': json(rust('util', { build: 'check', test: 'test', lint: 'lint' })),
  'go.work': 'go 1.22\n\nuse ./apps/api\n',
  'apps/api/go.mod': 'module example.com/api\n\ngo 1.22\n',
  'apps/api/main.go': 'package main\n\nfunc main() {\n\tprintln("api")\n}\n',
  'apps/api/project.json': json({
    name: 'api',
    targets: { tidy: { executor: '@nx-go/nx-go:tidy' }, test: { options: { race: false, verbose: true } } },
  }),
  'packages/web/package.json': json({ name: 'web', scripts: { build: 'node build.mjs' } }),
  'packages/web/build.mjs':
    "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('out', { recursive: true });\nwriteFileSync('out/web.txt', process.env.API ?? 'none');\n",
  'packages/web/.gitignore': 'out\n',
  'turbo.json': json({ tasks: { build: { dependsOn: ['^build'], outputs: ['out/**'], env: ['API'] } } }),
};

describe('nx g polynx:convert', () => {
  it('takes over @monodon/rust, @nx-go/nx-go and turbo.json: targets keep their names, and are cached', async () => {
    const repository = await repositoryOf(FILES);
    const packages = [
      `nx@${NX.oldest.nx}`,
      '@monodon/rust@3.0.0',
      '@nx-go/nx-go@4.1.1',
      `polynx@file:${inject('tarball')}`,
    ];
    await repository.run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', ...packages]);
    await repository.commit('other plugins');

    const { output, exitCode } = await repository.nx(['generate', 'polynx:convert']);
    expect(output).toContain('7 targets are inferred by polynx: no entry is left');
    expect(output).toContain('app:build: dist/target/app/debug/app is dist/target/debug/app now');
    expect(output).toContain('api:tidy: tidy-check checks it');
    expect(exitCode).toBe(0);
    expect(await changes(repository)).toEqual([
      ' M app/project.json',
      ' M apps/api/project.json',
      ' M nx.json',
      ' M package.json',
      ' D turbo.json',
      ' M util/project.json',
    ]);
    expect(repository.read('app/project.json')).toBe(json({ name: 'app' }));
    expect(JSON.parse(repository.read('apps/api/project.json')).targets).toEqual({
      tidy: { executor: 'nx:run-commands', options: { command: 'go mod tidy', cwd: 'apps/api' } },
      test: { options: { args: ['-v'] } },
      build: { options: { output: 'dist/apps/api' } },
    });
    expect(repository.read('nx.json')).toContain('// Written by hand.');
    expect(repository.read('nx.json')).not.toMatch(/monodon|nx-go/);
    expect(repository.read('package.json')).toContain('"ci": "nx run-many -t build test"');

    await repository.run('npm', ['install', '--no-audit', '--no-fund']);
    expect(repository.has('node_modules/@monodon/rust')).toBe(false);
    const { targets } = await repository.showProject('api');
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['build', 'test', 'serve', 'go-lint']));
    const first = await repository.nx(['run-many', '-t', 'build', 'test', 'go-lint']);
    expect(first.output).toContain('Successfully ran targets build, test, go-lint');
    expect((await repository.run('dist/target/debug/app', [])).stdout).toBe('util');
    expect((await repository.run('dist/apps/api', [])).output).toContain('api');

    repository.remove('dist');
    repository.remove('packages/web/out');
    const second = await repository.nx(['run-many', '-t', 'build', 'test', 'go-lint']);
    expect(second.misses).toEqual([]);
    expect(second.hits).toEqual(expect.arrayContaining(['app:build', 'api:build', 'api:test', 'web:build']));
    expect(repository.has('dist/target/debug/app')).toBe(true);
    expect(repository.read('packages/web/out/web.txt')).toBe('none');
    const other = await repository.nx(['build', 'web'], { env: { API: 'x' } });
    expect(other.misses).toEqual(['web:build']);

    const before = await changes(repository);
    const again = await repository.nx(['generate', 'polynx:convert']);
    expect(again.output).toContain('Nothing to convert');
    expect(await changes(repository)).toEqual(before);
  });
});
