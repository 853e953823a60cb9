import { describe, expect, it } from 'vitest';
import type { Sbom } from '../model/sbom.js';
import { createTree } from '../model/tree.js';
import { toolchains } from '../toolchains/index.js';
import { analyse } from './analyse.js';
import { readOptions } from './options.js';

type Texts = Readonly<Record<string, string>>;

function planned(texts: Texts, options: object) {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => texts[file]);
  return analyse(files, tree, readOptions(options)).planned;
}

function outputs(texts: Texts, options: object, root: string): Record<string, readonly string[]> {
  const tasks = planned(texts, options).flatMap(({ project, tasks }) => (project.root === root ? tasks : []));
  return Object.fromEntries(
    tasks.filter(({ target }) => target.startsWith('package')).map((task) => [task.target, task.outputs]),
  );
}

function sbom(texts: Texts, root: string): Sbom | undefined {
  const found = planned(texts, {}).find(({ project }) => project.root === root);
  return toolchains.find(({ id }) => id === found?.toolchain)?.sbom?.(found?.project as never);
}

const purls = (found: Sbom | undefined) => found?.components.map(({ purl }) => purl);

const GO = {
  'tool/go.mod':
    'module example.com/Tool\n\ngo 1.22\n\nrequire (\n\texample.com/A v1.2.0\n\texample.com/b v0.1.0\n)\n\nreplace example.com/b => example.com/c v0.2.0\n',
  'tool/go.sum': `example.com/A v1.2.0 h1:${btoa('x'.repeat(32))}\nexample.com/A v1.2.0/go.mod h1:abc=\n`,
  'tool/main.go': 'package main\n\nfunc main() {}\n',
};

describe('packages', () => {
  it('there are none where nobody asks, and none without platforms', () => {
    expect(outputs(GO, { platforms: ['linux-x64'] }, 'tool')).toEqual({});
    expect(outputs(GO, { packages: true }, 'tool')).toEqual({});
  });

  it('are named for the program, its version, and the platform', () => {
    const files = { ...GO, VERSION: 'v1.0.0\n' };
    expect(outputs(files, { platforms: ['linux/riscv64', 'windows-x64'], packages: true }, 'tool')).toEqual({
      'package-linux-riscv64': ['dist/tool/packages/Tool-1.0.0-linux-riscv64.tar.gz'],
      'package-windows-x64': ['dist/tool/packages/Tool-1.0.0-windows-x64.zip'],
      package: ['Tool-1.0.0.cdx.json', 'SHA256SUMS', 'release.json'].map(
        (name) => `dist/tool/packages/${name}`,
      ),
    });
  });

  it('of one kind of archive are for all; of two builds for one system one is installed', () => {
    const platforms = ['linux-x64-musl', 'linux-x64', 'windows-x64'];
    const made = outputs(GO, { platforms, packages: { formats: ['zip', 'deb'], name: 'My Tool' } }, 'tool');
    expect(made).toMatchObject({
      'package-linux-x64-musl': [
        'dist/tool/packages/My-Tool-0.0.0-linux-x64-musl.zip',
        'dist/tool/packages/my-tool_0.0.0_amd64.deb',
      ],
      'package-linux-x64': ['dist/tool/packages/My-Tool-0.0.0-linux-x64.zip'],
      'package-windows-x64': ['dist/tool/packages/My-Tool-0.0.0-windows-x64.zip'],
    });
  });

  it('a manifest decides for its own program, and crates are named by triples', () => {
    const crate = (more: string) => ({
      'a/Cargo.toml': `[package]\nname = "a"\nversion = "2.1.0"\nedition = "2021"\n${more}`,
      'a/src/main.rs': '',
    });
    const options = { platforms: ['linux-x64', 'darwin-universal'], packages: true };
    expect(Object.values(outputs(crate(''), options, 'a')).flat()).toContain(
      'dist/a/packages/a-2.1.0-universal-apple-darwin.tar.gz',
    );
    expect(outputs(crate('\n[package.metadata.nx]\npackages = false\n'), options, 'a')).toEqual({});
    const own = '\n[package.metadata.nx.packages]\nformats = ["deb"]\n';
    expect(outputs(crate(own), options, 'a')['package-linux-x64']).toEqual([
      'dist/a/packages/a_2.1.0_amd64.deb',
    ]);
  });
});

describe('a bill of materials', () => {
  it('of a module has what go.mod asks for, replaced as it says, with the sums of go.sum', () => {
    const found = sbom(GO, 'tool');
    expect(purls(found)).toEqual(['pkg:golang/example.com/a@v1.2.0', 'pkg:golang/example.com/c@v0.2.0']);
    expect(found?.components[0]?.hash).toEqual({ algorithm: 'SHA-256', hex: '78'.repeat(32) });
  });

  it('of a package has what package-lock.json installs for production, nested copies too', () => {
    const entry = (version: string, dependencies: object = {}) => ({
      version,
      dependencies,
      integrity: 'sha512-AAEC',
    });
    const packages = {
      '': { workspaces: ['tool'] },
      tool: { version: '1.0.0', dependencies: { a: '1', '@s/b': '1' }, devDependencies: { d: '1' } },
      'node_modules/tool': { link: true, resolved: 'tool' },
      'node_modules/a': entry('1.0.0', { c: '1' }),
      'node_modules/a/node_modules/c': entry('1.0.0'),
      'node_modules/c': entry('2.0.0'),
      'node_modules/@s/b': entry('1.0.0', { c: '2' }),
      'node_modules/d': entry('1.0.0'),
    };
    const files = {
      'package.json': JSON.stringify({ workspaces: ['tool'] }),
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
      'tool/package.json': JSON.stringify({ name: 'tool', ...packages.tool }),
    };
    const found = sbom(files, 'tool');
    expect(purls(found)?.sort()).toEqual([
      'pkg:npm/%40s/b@1.0.0',
      'pkg:npm/a@1.0.0',
      'pkg:npm/c@1.0.0',
      'pkg:npm/c@2.0.0',
    ]);
    expect(found?.components.find(({ name }) => name === 'a')).toMatchObject({
      dependsOn: ['pkg:npm/c@1.0.0'],
      hash: { algorithm: 'SHA-512', hex: '000102' },
    });
    expect(found?.direct).toEqual(['pkg:npm/a@1.0.0', 'pkg:npm/%40s/b@1.0.0']);
  });

  it('of a Deno member has what deno.lock settles for its imports', () => {
    const lock = {
      version: '5',
      specifiers: { 'npm:chalk@5': '5.3.0', 'jsr:@std/path@1': '1.0.0' },
      jsr: {
        '@std/path@1.0.0': { integrity: 'ab', dependencies: ['jsr:@std/internal'] },
        '@std/internal@1.0.1': { integrity: 'cd' },
      },
      npm: { 'chalk@5.3.0': { integrity: 'sha512-AAEC' }, 'unused@1.0.0': { integrity: 'sha512-AAEC' } },
    };
    const files = {
      'deno.json': JSON.stringify({ name: '@x/y', exports: './main.ts' }),
      'deno.lock': JSON.stringify(lock),
      'main.ts': 'import "npm:chalk@5";\nimport "jsr:@std/path@1";\n',
    };
    const found = sbom(files, '.');
    expect(found?.components.map(({ ref }) => ref).sort()).toEqual([
      'jsr:@std/internal@1.0.1',
      'jsr:@std/path@1.0.0',
      'pkg:npm/chalk@5.3.0',
    ]);
    expect(found?.direct).toEqual(['pkg:npm/chalk@5.3.0', 'jsr:@std/path@1.0.0']);
  });
});
