import { describe, expect, it } from 'vitest';
import { createTree } from '../model/tree.js';
import { analyse } from './analyse.js';
import { readOptions } from './options.js';

const json = (value: unknown) => JSON.stringify(value, null, 2);

const GO = {
  'services/api/go.mod': 'module example.com/api\n\ngo 1.22\n',
  'services/api/main.go': 'package main\n\nfunc main() {}\n',
};
const CRATE = { 'app/Cargo.toml': '[package]\nname = "app"\n', 'app/src/main.rs': 'fn main() {}\n' };

function analyseFiles(texts: Readonly<Record<string, string>>, options: unknown = {}) {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => texts[file]);
  return analyse(files, tree, readOptions(options));
}

function targetsOf(files: Record<string, string>, options: unknown = {}) {
  const { planned } = analyseFiles(files, options);
  return planned[0]?.tasks.map(({ target }) => target) ?? [];
}

function errorOf(files: Record<string, string>): string {
  const { planned } = analyseFiles(files);
  return planned.find(({ broken }) => broken !== undefined)?.broken?.error.message ?? '';
}

describe('a Go module', () => {
  const metadata = { polynx: { platforms: ['linux-arm64'], targets: { lint: false }, tags: ['scope:shop'] } };

  it('has its settings in its project.json', () => {
    const files = { ...GO, 'services/api/project.json': json({ metadata }) };
    expect(targetsOf(files)).toContain('build-linux-arm64');
    expect(targetsOf(files)).not.toContain('lint');
    expect(analyseFiles(files).planned[0]?.project.settings.tags).toEqual(['scope:shop']);
  });

  it('has them in nx.json, by its directory; its own project.json counts more, target by target', () => {
    const options = {
      projects: { 'services/api': { ...metadata.polynx, targets: { lint: false, test: false } } },
    };
    expect(targetsOf(GO, options)).toContain('build-linux-arm64');
    expect(targetsOf(GO, options)).not.toContain('lint');
    const own = { metadata: { polynx: { platforms: [], targets: { test: { targetName: 'unit' } } } } };
    const both = targetsOf({ ...GO, 'services/api/project.json': json(own) }, options);
    expect(both).toContain('unit');
    expect(both).not.toContain('lint');
    expect(both).not.toContain('build-linux-arm64');
  });

  it.each([
    ['no JSON', '{ "polynx": '],
    ['nothing of ours', json({ metadata: { owner: 'polynx' } })],
  ])('is as it would be beside a project.json with %s', (_, text) => {
    expect(targetsOf({ ...GO, 'services/api/project.json': text })).toEqual(targetsOf(GO));
  });
});

describe('a name that does not exist fails its project alone, with file and line', () => {
  const other = { 'other/Cargo.toml': '[package]\nname = "other"\n', 'other/src/lib.rs': '' };
  const manifest = (line: string) => ({
    ...CRATE,
    'app/Cargo.toml': `[package]\nname = "app"\n\n[package.metadata.nx]\n${line}\n`,
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a key',
      manifest('tagz = ["a"]'),
      'app/Cargo.toml:5: package.metadata.nx: unknown key tagz. Did you mean tags?\n  Known: name, tags,',
    ],
    ['a key until 0.2', manifest('toolchain = "nix"'), 'unknown key toolchain. Did you mean tools?'],
    [
      'a key further down',
      manifest('packages = { formatz = [] }'),
      'unknown key formatz. Did you mean formats?',
    ],
    [
      'a target',
      manifest('targets.biuld = false'),
      'app/Cargo.toml:5: targets.biuld: unknown target biuld. Did you mean build?\n  Known: bench, build,',
    ],
    [
      'a platform',
      manifest('platforms = ["linux-x65"]'),
      'app/Cargo.toml:5: platforms: unknown platform linux-x65. Did you mean linux-x64?',
    ],
    [
      'another word for a platform',
      manifest('platforms = ["macos-arm64"]'),
      'unknown platform macos-arm64. Did you mean darwin-arm64?',
    ],
    ['nearly a triple', manifest('platforms = ["linux-x64-msul"]'), 'Did you mean linux-x64-musl?'],
    [
      'a key of project.json',
      { ...GO, 'services/api/project.json': json({ metadata: { polynx: { platform: ['linux-x64'] } } }) },
      'services/api/project.json:4: metadata.polynx: unknown key platform. Did you mean platforms?',
    ],
    [
      'a target of project.json',
      { ...GO, 'services/api/project.json': json({ metadata: { polynx: { targets: { tset: false } } } }) },
      'services/api/project.json:5: targets.tset: unknown target tset. Did you mean test?',
    ],
    [
      'a key of deno.json',
      { 'web/deno.json': json({ nx: { names: 'web' } }), 'web/main.ts': '' },
      'web/deno.json:3: nx: unknown key names. Did you mean name?',
    ],
    [
      'nearly a key of package.json, where other plugins have theirs',
      { 'js/package.json': json({ name: 'js', nx: { mine: 1, executible: true } }), 'js/main.js': '' },
      'js/package.json:5: nx: unknown key executible. Did you mean executable?',
    ],
    [
      'a value of the wrong kind in package.json',
      { 'js/package.json': json({ name: 'js', nx: { reads: 'proto' } }), 'js/main.js': '' },
      'js/package.json:4: nx.reads: must be an array',
    ],
    [
      'a project whose build is used',
      manifest('consumes = ["othr"]'),
      'app/Cargo.toml:5: consumes: unknown project othr. Did you mean other?\n  A project has its name, or its directory',
    ],
    ['a project like no other', manifest('consumes = ["site"]'), 'consumes: unknown project site\n'],
    [
      'a project of project.json',
      { ...GO, 'services/api/project.json': json({ metadata: { polynx: { consumes: ['othr'] } } }) },
      'services/api/project.json:5: consumes: unknown project othr. Did you mean other?',
    ],
    [
      'nearly a project of an edge that Nx draws',
      manifest('implicitDependencies = ["ohter"]'),
      'app/Cargo.toml:5: implicitDependencies: unknown project ohter. Did you mean other?',
    ],
    [
      'nearly a target, in the targets of project.json',
      {
        ...CRATE,
        'app/project.json': json({ targets: { deploy: { command: 'x' }, biuld: { options: {} } } }),
      },
      'app/project.json:6: targets.biuld: unknown target biuld. Did you mean build?\n  A new target needs an executor or a command.',
    ],
  ])('%s', (_, files, message) => {
    expect(errorOf({ ...files, ...other })).toContain(message);
    const { planned } = analyseFiles({ ...files, ...other });
    expect(planned.find(({ project }) => project.root === 'other')?.broken).toBeUndefined();
  });

  it.each([
    'targets.package = false',
    'targets.build-linux-x64 = false',
    'platforms = ["riscv64gc-unknown-linux-gnu", "darwin-universal", "wasm"]',
    'pgo = ["./bench"]',
    'consumes = ["other", "app/src"]',
    'implicitDependencies = ["api-of-gradle", "!other", "oth*"]',
  ])('%s is no mistake', (line) => {
    expect(errorOf({ ...manifest(line), ...other })).toBe('');
  });

  it.each<[string, unknown]>([
    ['runs something', { targets: { biuld: { command: 'make' }, tset: { executor: 'x:y' } } }],
    ['waits for others', { targets: { builds: { dependsOn: ['build', 'test'] } } }],
    ['is one of another plugin', { targets: { storybook: { options: {} } } }],
    ['is a pattern', { targets: { 'build-*': { cache: false } } }],
    ['is there', { targets: { build: { options: {} } } }],
  ])('a target of project.json that %s is no mistake', (_, project) => {
    expect(errorOf({ ...CRATE, 'app/project.json': json(project) })).toBe('');
  });

  it('nor is one to which nx.json gives an executor, and none at all where project.json is no JSON', () => {
    const files = { ...CRATE, 'app/project.json': json({ targets: { builder: { options: {} } } }) };
    const defaults = json({ targetDefaults: { builder: { executor: 'x:y' } } });
    expect(errorOf(files)).toContain('Did you mean build?');
    expect(errorOf({ ...files, 'nx.json': defaults })).toBe('');
    expect(errorOf({ ...CRATE, 'app/project.json': '{ "targets": { "biuld": ' })).toBe('');
  });

  it('a target that is misspelt fails by its own name too', () => {
    const files = { ...CRATE, 'app/project.json': json({ targets: { biuld: { options: {} } } }) };
    const [app] = analyseFiles(files).planned;
    expect(app?.broken?.targets).toEqual(expect.arrayContaining(['biuld', 'build', 'test']));
  });
});

describe('a project that nx.json nearly names', () => {
  const files = {
    ...CRATE,
    'other/Cargo.toml': '[package]\nname = "other"\n',
    'other/src/lib.rs': '',
  };
  const broken = (plugin: object, more: Record<string, string> = {}) =>
    analyseFiles(
      { ...files, ...more, 'nx.json': json({ plugins: [{ plugin: 'polynx', options: plugin }] }) },
      plugin,
    ).planned.flatMap(({ broken: reason, project: { root } }) =>
      reason === undefined ? [] : [`${root}: ${reason.error.message.split('\n')[0]}`],
    );

  it.each<[object, string]>([
    [{ stamp: { othre: true } }, 'nx.json:7: stamp: unknown project othre. Did you mean other?'],
    [{ builder: { ohter: 'nix' } }, 'nx.json:7: builder: unknown project ohter. Did you mean other?'],
    [
      { projects: { otherr: { tags: [] } } },
      'nx.json:7: projects: unknown project otherr. Did you mean other?',
    ],
  ])('%j fails, and says so', (plugin, message) => {
    expect(broken(plugin)).toEqual([`other: ${message}`]);
  });

  it.each([
    { stamp: { other: true, elsewhere: true } },
    { projects: { 'libs/a': {}, aap: {} } },
    { builder: 'nix' },
  ])('%j may be of another branch, or is none', (plugin) => {
    expect(
      broken(plugin, { 'libs/b/Cargo.toml': '[package]\nname = "b"\n', 'libs/b/src/lib.rs': '' }),
    ).toEqual([]);
  });
});

describe('in nx.json', () => {
  it.each([
    [
      { platforms: ['linux-x65'] },
      'nx.json.platforms: unknown platform linux-x65. Did you mean linux-x64?\nKnown: ',
    ],
    [
      { cargo: { featurs: [] } },
      'nx.json.cargo: unknown key featurs. Did you mean features?\nKnown: features, ',
    ],
    [
      { projects: { api: { tag: [] } } },
      'nx.json.projects.api: unknown key tag. Did you mean tags?\nKnown: name, ',
    ],
    [{ packages: { scop: '@a' } }, 'nx.json.packages: unknown key scop. Did you mean scope?'],
  ])('%j is refused, with the names that are known', (options, text) => {
    expect(() => readOptions(options)).toThrow(text);
  });

  it('a target that is nearly one that there is, is refused; one that another branch may have is not', () => {
    expect(() => analyseFiles(CRATE, { cargo: { targets: { biuld: false } } })).toThrow(
      'nx.json.cargo.targets: unknown target biuld. Did you mean build?',
    );
    expect(targetsOf(CRATE, { cargo: { targets: { migrate: false, lint: false } } })).not.toContain('lint');
  });

  it('platforms of any toolchain are known', () => {
    expect(
      readOptions({ platforms: ['linux/riscv64', 'wasm32-wasip1', 'darwin-universal'] }).platforms,
    ).toHaveLength(3);
  });
});

describe('what is said of a target', () => {
  const crate = (more: string) => ({
    'app/Cargo.toml': `[package]\nname = "app"\n\n[package.metadata.nx.targets]\n${more}\n`,
    'app/src/main.rs': '',
  });
  const said = (more: string) => {
    const files = crate(more);
    const names = Object.keys(files);
    const tree = createTree(names, (file) => files[file as keyof typeof files]);
    return analyse(names, tree, readOptions({})).planned[0]?.broken?.error.message;
  };

  it.each([
    [
      'build.optionz = {}',
      'app/Cargo.toml:5: targets.build: unknown key optionz. Did you mean options?\n  Known: cache, ',
    ],
    [
      'build.options.featurez = ["a"]',
      'app/Cargo.toml:5: targets.build.options: unknown option featurez. Did you mean features?\n  Known: command, ',
    ],
    ['build.options.features = "a"', 'app/Cargo.toml:5: targets.build.options: features: must be an array'],
    [
      'build.configurations.ci.featurez = []',
      'app/Cargo.toml:5: targets.build.configurations.ci: unknown option featurez. Did you mean features?',
    ],
  ])('%s is refused with file, line and the names that are known', (more, message) => {
    expect(said(more)).toContain(message);
  });

  it.each([
    'build.options.features = ["a"]',
    'build.options.features = ["...", "a"]',
    'build = { executor = "nx:run-commands", options = { command = "make" } }',
    'build.somethingNew = 1',
    'doc = false',
  ])('%s is taken', (more) => {
    expect(said(more)).toBeUndefined();
  });

  it.each([
    [{ build: { optionz: {} } }, 'nx.json.cargo.targets.build: unknown key optionz. Did you mean options?'],
    [
      { build: { options: { featurez: [] } } },
      'nx.json.cargo.targets.build.options: unknown option featurez. Did you mean features?',
    ],
  ])('in nx.json, for all projects: %j', (targets, message) => {
    expect(() => readOptions({ cargo: { targets } })).toThrow(message);
  });
});
