import { describe, expect, it, test } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { analyseFiles } from '../../../testing/analyse-files.js';
import { cargo } from '../index.js';
import { profileWriter } from './profile-writer.js';
import { missingPresets, profileVariables } from './profiles.js';

describe('missingPresets', () => {
  it('says of each what it does not inherit', () => {
    expect(missingPresets({})).toEqual({
      dev: { lto: 'off', 'split-debuginfo': 'unpacked' },
      release: { lto: 'thin', 'codegen-units': 1, panic: 'abort', strip: 'symbols' },
      ci: { inherits: 'release', lto: 'off', 'codegen-units': 16 },
      profiling: { inherits: 'release', debug: true, strip: 'none' },
      'release-small': { inherits: 'release', 'opt-level': 'z', lto: 'fat' },
    });
  });

  it('leaves alone what is there, and says more where a release of the users own is inherited', () => {
    expect(missingPresets({ dev: {}, release: { lto: true }, ci: { inherits: 'release' } })).toEqual({
      profiling: { inherits: 'release', lto: 'thin', 'codegen-units': 1, debug: true, panic: 'abort' },
      'release-small': {
        inherits: 'release',
        'opt-level': 'z',
        lto: 'fat',
        'codegen-units': 1,
        panic: 'abort',
        strip: 'symbols',
      },
    });
  });
});

test('profileVariables are what cargo reads, less what the user sets', () => {
  const profiles = { 'release-small': { 'opt-level': 'z', 'codegen-units': 1, lto: false } };
  expect(profileVariables(profiles, { CARGO_PROFILE_RELEASE_SMALL_LTO: 'fat' })).toEqual({
    CARGO_PROFILE_RELEASE_SMALL_OPT_LEVEL: 'z',
    CARGO_PROFILE_RELEASE_SMALL_CODEGEN_UNITS: '1',
  });
});

describe('nx g polynx:profiles', () => {
  const write = (manifest: string, overwrite: boolean) => {
    const files = { 'Cargo.toml': manifest, 'src/main.rs': 'fn main() {}\n' };
    const projects = analyseFiles(files, [cargo]).planned.map(({ project }) => project);
    const tree = createTree(Object.keys(files), (path) => files[path as keyof typeof files]);
    return profileWriter.write(projects, tree, { overwrite })['Cargo.toml'];
  };
  const own = [
    '# ours',
    '[package]',
    'name = "app" # short',
    '',
    '[profile.release] # as shipped',
    'lto = false       # too slow',
    'overflow-checks = true',
    '',
    '[profile.release.package."*"]',
    'opt-level = 2 # theirs',
    '',
  ].join('\n');

  it('adds what is missing behind the rest, which stays byte for byte', () => {
    const text = write(own, false) ?? '';
    expect(text.startsWith(own)).toBe(true);
    expect(text.slice(own.length)).toBe(
      [
        '',
        '[profile.dev]',
        'lto = "off"',
        'split-debuginfo = "unpacked"',
        '',
        '[profile.ci]',
        'inherits = "release"',
        'lto = "off"',
        'panic = "abort"',
        'strip = "symbols"',
        '',
        '[profile.profiling]',
        'inherits = "release"',
        'lto = "thin"',
        'codegen-units = 1',
        'debug = true',
        'panic = "abort"',
        '',
        '[profile.release-small]',
        'inherits = "release"',
        'opt-level = "z"',
        'lto = "fat"',
        'codegen-units = 1',
        'panic = "abort"',
        'strip = "symbols"',
        '',
      ].join('\n'),
    );
    expect(write(text, false)).toBeUndefined();
  });

  it('changes what is there when asked to, comments and other settings kept', () => {
    const text = write(own, true) ?? '';
    expect(text).toContain('[profile.release] # as shipped\nlto = "thin"');
    expect(text).toContain('# too slow');
    expect(text).toContain('overflow-checks = true');
    expect(text).toContain('\n\n[profile.release.package."*"]\nopt-level = 2 # theirs\n');
    expect(text).toContain('[profile.ci]\ninherits = "release"\nlto = "off"\ncodegen-units = 16\n');
    expect(write(text, true)).toBeUndefined();
  });

  it('refuses profiles that are no tables of their own', () => {
    expect(() => write('[package]\nname = "app"\n[profile]\ndev = { lto = true }\n', true)).toThrow(
      'profile.dev: is not written as a table of its own',
    );
    expect(() => write('profile = { dev = { lto = true } }\n[package]\nname = "app"\n', false)).toThrow(
      'Write profiles as [profile.<name>] first',
    );
  });
});
