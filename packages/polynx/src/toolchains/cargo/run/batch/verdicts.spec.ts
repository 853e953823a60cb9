import { describe, expect, it } from 'vitest';
import type { Package } from './metadata.js';
import { type BatchedCrate, expectedUnits, verdictsOf } from './verdicts.js';

const target = (kind: string, name: string) => ({ kind: [kind], name, test: true });

function cargoPackage(name: string, kinds: readonly string[] = ['lib']): Package {
  return {
    id: name,
    name,
    version: '0.1.0',
    dependencies: [],
    features: {},
    targets: kinds.map((kind) => target(kind, name)),
  };
}

/** `app` uses `lib`. */
const lib = cargoPackage('lib');
const app = cargoPackage('app', ['bin']);
const packages = new Map([lib, app].map((one) => [one.id, one]));

function batched(one: Package, ...closure: readonly Package[]): BatchedCrate {
  const all = [one, ...closure];
  return {
    id: `${one.name}:build`,
    package: one,
    resolved: {
      features: new Map(all.map(({ id }) => [`${id} target`, 'default'])),
      compiled: new Map(all.map(({ id }) => [id, { host: false, target: true }])),
    },
    expected: expectedUnits(one, ['default'], false),
    artifacts: [],
  };
}

const crates = [batched(app, lib), batched(lib)];

const artifact = (one: Package, features = ['default'], test = false) =>
  JSON.stringify({
    reason: 'compiler-artifact',
    package_id: one.id,
    target: one.targets[0],
    profile: { test },
    features,
    filenames: [],
  });
const says = (one: Package, level: string, rendered: string, kind?: string) =>
  JSON.stringify({
    reason: 'compiler-message',
    package_id: one.id,
    target: kind === undefined ? one.targets[0] : target(kind, one.name),
    message: { level, rendered },
  });

const verdicts = (...lines: readonly string[]) => Object.fromEntries(verdictsOf(crates, packages, lines));

describe('what the messages prove', () => {
  it('both were compiled; each has the warnings of what it uses', () => {
    const found = verdicts(says(lib, 'warning', 'unused in lib'), artifact(lib), artifact(app));
    expect(found['app:build']).toMatchObject({ is: 'success', log: 'unused in lib' });
    expect(found['lib:build']).toMatchObject({ is: 'success', log: 'unused in lib' });
  });

  it("a program's own warnings are none of those who use its library", () => {
    const found = verdicts(says(lib, 'warning', 'unused in main', 'bin'), artifact(lib), artifact(app));
    expect(found['app:build']).toMatchObject({ is: 'success', log: '' });
    expect(found['lib:build']).toMatchObject({ log: 'unused in main' });
  });

  it('what a task has read is asked of its own units and of the libraries below, not of their tests', () => {
    const lines = [artifact(lib), artifact(lib, ['default'], true), artifact(app)];
    const found = verdicts(...lines);
    expect(found['app:build']).toMatchObject({ messages: [lines[2], lines[0]] });
    expect(found['lib:build']).toMatchObject({ messages: lines.slice(0, 2) });
  });

  it('an error fails its crate, and those who use it with a sentence that names it', () => {
    const found = verdicts(says(lib, 'error', 'wrong'));
    expect(found['lib:build']).toMatchObject({ is: 'failure', log: expect.stringContaining('wrong') });
    expect(found['app:build']).toMatchObject({
      is: 'failure',
      log: expect.stringContaining('since it uses `lib`'),
    });
  });

  it('an error of one leaves the other as it is', () => {
    const found = verdicts(artifact(lib), says(app, 'error', 'wrong'));
    expect([found['lib:build']?.is, found['app:build']?.is]).toEqual(['success', 'failure']);
  });

  it('a missing unit proves nothing', () => {
    expect(verdicts(artifact(lib))['app:build']).toEqual({ is: 'alone' });
  });

  it("the unit of a test is not the library's", () => {
    expect(verdicts(artifact(lib, ['default'], true))['lib:build']).toEqual({ is: 'alone' });
  });

  it('features other than expected make it another program, for all who link it', () => {
    const found = verdicts(artifact(lib, ['default', 'more']), artifact(app));
    expect([found['lib:build']?.is, found['app:build']?.is]).toEqual(['alone', 'alone']);
  });

  it('lines that are no messages are passed over', () => {
    const found = verdicts('{"a child": "of a build script"}', '{broken', artifact(lib), artifact(app));
    expect([found['lib:build']?.is, found['app:build']?.is]).toEqual(['success', 'success']);
  });
});

describe('the units of a crate', () => {
  const all: Package = {
    ...lib,
    targets: [
      target('lib', 'lib'),
      target('bin', 'tool'),
      { ...target('bin', 'gated'), 'required-features': ['extra'] },
      target('test', 'it'),
      { ...target('example', 'ex'), test: false },
      { ...target('custom-build', 'build-script-build'), test: false },
    ],
  };
  const shown = (own: readonly string[], allTargets: boolean) =>
    expectedUnits(all, own, allTargets).map(({ target: { name }, test }) => (test ? `${name} (test)` : name));

  it('library and binaries whose features are on', () => {
    expect(shown([], false)).toEqual(['lib', 'tool']);
    expect(shown(['extra'], false)).toEqual(['lib', 'tool', 'gated']);
  });

  it('with all targets also tests and examples', () => {
    expect(shown([], true)).toEqual(['lib', 'lib (test)', 'tool', 'tool (test)', 'it (test)', 'ex']);
  });
});
