import { describe, expect, it } from 'vitest';
import { releaseFiles } from '../../../testing/release-files.js';
import { versioning } from './versioning.js';

const { current, write, sharing, requirement, require: requireVersion, allows } = versioning;

const crate = (name: string, version: string, rest = '') =>
  `[package]\nname = "${name}" # the name\nversion = ${version} # the version\n${rest}`;
const locked = (name: string, version: string, rest = '') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${rest}\n`;
const REGISTRY = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n';

const WORKSPACE = {
  'Cargo.toml': `[workspace]
members = ["*"]

[workspace.package]
version = "0.3.0" # of all

[workspace.dependencies]
core = { path = "core", version = "0.3" } # shared
loose = { path = "loose" }
`,
  'core/Cargo.toml': `[package]\nname = "core"\nversion.workspace = true\n`,
  'app/Cargo.toml': `[package]
name = "app"
version.workspace = true

[dependencies]
core.workspace = true
`,
  'loose/Cargo.toml': crate(
    'loose',
    '"1.0.0"',
    `
[dependencies]
core = { path = "../core", version = "^0.3.0" } # caret

[dev-dependencies]
app = { path = "../app" } # no version

[target.'cfg(unix)'.build-dependencies.again]
package = "core"
path = "../core"
version = ">=0.3"
`,
  ),
  'Cargo.lock': `version = 4\n\n${locked('app', '0.3.0', 'dependencies = [\n "core 0.3.0",\n]\n')}${locked('core', '0.3.0')}${locked('core', '0.9.0', REGISTRY)}${locked('loose', '1.0.0', 'dependencies = [\n "app",\n "core 0.3.0",\n "core 0.9.0",\n]\n')}`,
};
const files = releaseFiles(WORKSPACE);

describe('where the version of a crate is', () => {
  it('in its manifest', () => {
    expect(current('loose', files)).toEqual({ version: '1.0.0', file: 'loose/Cargo.toml' });
  });

  it('in the one of the workspace, for whoever inherits it', () => {
    expect(current('core', files)).toEqual({ version: '0.3.0', file: 'Cargo.toml' });
    expect(current('.', files)).toEqual({ version: '0.3.0', file: 'Cargo.toml' });
    expect(sharing?.('core', files)).toEqual(['.', 'core', 'app']);
    expect(sharing?.('loose', files)).toEqual(['loose']);
  });

  it('nowhere, which is an error that says where', () => {
    const none = releaseFiles({ 'a/Cargo.toml': '[package]\nname = "a"\n' });
    expect(current('a', none)).toBeUndefined();
    expect(() => write('a', '1.0.0', none)).toThrow(/^a\/Cargo.toml: has no version/);
  });
});

describe('a new version', () => {
  it('of a crate alone: its line, its entry in the lock, and nothing else', () => {
    const texts = write('loose', '1.1.0', files);
    expect(Object.keys(texts)).toEqual(['loose/Cargo.toml', 'Cargo.lock']);
    expect(texts['loose/Cargo.toml']).toBe(
      WORKSPACE['loose/Cargo.toml'].replace('"1.0.0" # the version', '"1.1.0" # the version'),
    );
    expect(texts['Cargo.lock']).toBe(WORKSPACE['Cargo.lock'].replace('"1.0.0"', '"1.1.0"'));
  });

  it('of all that inherit it: also requirements that would refuse it, with what stood before the number', () => {
    const texts = write('core', '0.4.0', files);
    expect(texts['Cargo.toml']).toBe(
      WORKSPACE['Cargo.toml'].replace('"0.3.0"', '"0.4.0"').replace('"0.3"', '"0.4.0"'),
    );
    // `>=0.3` takes it.
    expect(texts['loose/Cargo.toml']).toBe(WORKSPACE['loose/Cargo.toml'].replace('^0.3.0', '^0.4.0'));
    expect(texts['Cargo.lock']).toBe(
      WORKSPACE['Cargo.lock']
        .replaceAll('version = "0.3.0"', 'version = "0.4.0"')
        .replaceAll('core 0.3.0', 'core 0.4.0'),
    );
  });

  it('written again is the same', () => {
    const once = { ...WORKSPACE, ...write('core', '0.4.0', files) };
    expect(write('app', '0.4.0', releaseFiles(once))).toEqual({});
  });

  it('in the lock of another workspace that reaches it, and not of its namesake there', () => {
    const texts = {
      'a/Cargo.toml': crate('a', '"1.0.0"'),
      'b/Cargo.toml': crate('b', '"1.0.0"', '[dependencies]\na = { path = "../a" }\n'),
      'c/Cargo.toml': crate('a', '"7.0.0"'),
      'b/Cargo.lock': `${locked('a', '1.0.0')}${locked('b', '1.0.0')}`,
      'c/Cargo.lock': locked('a', '7.0.0'),
    };
    expect(Object.keys(write('a', '2.0.0', releaseFiles(texts)))).toEqual(['a/Cargo.toml', 'b/Cargo.lock']);
  });

  it('in a lock with the line ends of Windows', () => {
    const texts = {
      'Cargo.toml': crate('a', '"1.0.0"'),
      'Cargo.lock': locked('a', '1.0.0').replaceAll('\n', '\r\n'),
    };
    const written = write('.', '1.0.1', releaseFiles(texts))['Cargo.lock'];
    expect(written).toBe(texts['Cargo.lock'].replace('1.0.0', '1.0.1'));
  });

  it('beside a manifest that cannot be read', () => {
    const texts = { 'a/Cargo.toml': crate('a', '"1.0.0"'), 'b/Cargo.toml': '[package' };
    expect(Object.keys(write('a', '2.0.0', releaseFiles(texts)))).toEqual(['a/Cargo.toml']);
  });
});

describe('requirements of path dependencies', () => {
  it('are read from the tables of the crate, or of the workspace', () => {
    expect(requirement('loose', 'core', files)).toMatchObject({ text: '^0.3.0', collection: 'dependencies' });
    expect(requirement('app', 'core', files)).toMatchObject({ text: '0.3' });
    expect(requirement('loose', 'app', files)).toBeUndefined();
  });

  it('are written in every table', () => {
    const texts = requireVersion('loose', 'core', { version: '0.3.1' }, files);
    expect(texts).toEqual({
      'loose/Cargo.toml': WORKSPACE['loose/Cargo.toml']
        .replace('^0.3.0', '^0.3.1')
        .replace('>=0.3', '>=0.3.1'),
    });
  });

  it('are written with the prefix that nx.json asks for', () => {
    const texts = requireVersion('app', 'core', { version: '0.3.1', prefix: '=' }, files);
    expect(texts).toEqual({ 'Cargo.toml': WORKSPACE['Cargo.toml'].replace('"0.3"', '"=0.3.1"') });
  });

  it('without a version stay without one', () => {
    expect(requireVersion('loose', 'app', { version: '9.0.0' }, files)).toEqual({});
  });

  it.each([
    ['0.3', '0.3.9', true],
    ['0.3', '0.4.0', false],
    ['1', '1.9.0', true],
    ['=1.2.0', '1.2.1', false],
    ['>=1.2, <2', '1.9.0', true],
    ['>=1.2, <2', '2.0.0', false],
    ['1.*', '1.4.0', true],
    ['*', '3.0.0', true],
    ['~1.2', '1.3.0', false],
    // Only a requirement that names a pre-release takes one.
    ['1', '1.1.0-rc.0', false],
    ['1.1.0-rc.0', '1.1.0-rc.1', true],
    ['not a requirement', '1.0.0', false],
  ])('%s takes %s: %s', (range, version, takes) => {
    expect(allows(range, version)).toBe(takes);
  });
});
