import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { scaffold } from './scaffold.js';

const tree = (files: Readonly<Record<string, string>>) =>
  createTree(Object.keys(files).sort(), (file) => files[file]);
const request = { name: 'new', kind: 'lib', directory: 'crates/new' } as const;
const wire = (files: Readonly<Record<string, string>>) => scaffold.wire(request, tree(files));
const manifest = (files: Readonly<Record<string, string>>) =>
  scaffold.files(request, tree(files))['crates/new/Cargo.toml'];

describe('members', () => {
  it.each([
    [
      'on several lines',
      'members = [\n  "a", # first\n]\n',
      'members = [\n  "a", # first\n  "crates/new",\n]\n',
    ],
    ['on one line', 'members = ["a"] # all\n', 'members = ["a", "crates/new"] # all\n'],
    [
      'with brackets in comments',
      'members = [ # [all]\n  "a", # [b]\n]\n',
      'members = [ # [all]\n  "a", # [b]\n  "crates/new",\n]\n',
    ],
    ['that are not there yet', '# none\n', 'members = ["crates/new"]\n# none\n'],
  ])('%s gain the crate, comments stay', (_, before, after) => {
    // Columns further down stay where they are.
    const rest = '\n[profile.dev] # fast\nopt-level = 1            # one\nlto = false  # two\n';
    expect(wire({ 'Cargo.toml': `[workspace]\n${before}${rest}` })).toEqual({
      'Cargo.toml': `[workspace]\n${after}${rest}`,
    });
  });

  it.each(['crates/*', '**', 'crates/new'])('that say %s have the crate already', (pattern) => {
    expect(wire({ 'Cargo.toml': `[workspace]\nmembers = ["${pattern}"]\n` })).toEqual({});
  });

  it('are left alone by a workspace that excludes the folder: the crate stands alone with its own lock', () => {
    const files = { 'Cargo.toml': '[workspace]\nmembers = ["a"]\nexclude = ["crates"]\n' };
    expect(wire(files)).toEqual({});
    expect(Object.keys(scaffold.files(request, tree(files)))).toContain('crates/new/Cargo.lock');
  });
});

describe('Cargo.toml of the crate', () => {
  it('inherits what the workspace has to give', () => {
    const shared = '[workspace.package]\nversion = "3.0.0"\nlicense = "MIT"\n\n[workspace.lints.rust]\n';
    expect(manifest({ 'Cargo.toml': `[workspace]\nmembers = ["crates/*"]\n${shared}` })).toBe(
      '[package]\nname = "new"\nversion.workspace = true\nedition = "2024"\nlicense.workspace = true\npublish = false\n\n[lints]\nworkspace = true\n',
    );
    expect(manifest({})).toBe(
      '[package]\nname = "new"\nversion.workspace = true\nedition.workspace = true\npublish = false\n',
    );
  });

  it('says who may have it, and for what it is built and packed', () => {
    const wished = {
      ...request,
      publishable: true,
      platforms: ['linux-arm64'],
      packaging: ['archive', 'deb'],
    };
    expect(scaffold.files(wished, tree({}))['crates/new/Cargo.toml']).toContain(
      'description = "The crate new"\n\n[package.metadata.nx]\nplatforms = ["linux-arm64"]\npackages = { formats = ["deb"] }\n',
    );
  });
});

describe('a workspace', () => {
  it('is made with the first crate, and leaves those out that stand alone', () => {
    const [text = ''] = Object.values(wire({ 'tools/x/Cargo.toml': '[package]\nname = "x"\n' }));
    expect(text).toContain('[workspace]\nresolver = "3"\nmembers = ["crates/new"]\nexclude = ["tools/x"]\n');
    expect(wire({})['Cargo.lock']).toContain('[[package]]\nname = "new"\nversion = "0.1.0"\n');
  });

  it('becomes a part of the crate at the root', () => {
    const root = '[package]\nname = "root"\nversion = "1.0.0"\n';
    expect(wire({ 'Cargo.toml': root })['Cargo.toml']).toBe(
      `${root}\n[workspace]\nmembers = ["crates/new"]\n`,
    );
  });
});

describe('Cargo.lock', () => {
  const entry = (name: string) => `[[package]]\nname = "${name}"\nversion = "0.1.0"\n`;
  const locked = (...names: string[]) => `version = 4\n\n${names.map(entry).join('\n')}`;

  it.each([
    ['first', ['old', 'zip'], ['new', 'old', 'zip']],
    ['between', ['abc', 'zip'], ['abc', 'new', 'zip']],
    ['last', ['abc'], ['abc', 'new']],
  ])('has the crate %s', (_, before, after) => {
    const files = { 'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n', 'Cargo.lock': locked(...before) };
    expect(wire(files)).toEqual({ 'Cargo.lock': locked(...after) });
  });

  it('refuses a name that it has already', () => {
    const files = { 'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n', 'Cargo.lock': locked('new') };
    expect(() => wire(files)).toThrow('Cargo.lock: already has a package new 0.1.0');
  });
});
