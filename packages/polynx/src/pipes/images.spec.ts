import { describe, expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { createTree } from '../model/tree.js';

const GO = {
  'api/go.mod': 'module example.com/api\n\ngo 1.24\n',
  'api/main.go': 'package main\n\nfunc main() {}\n',
};
const RUST = {
  'Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n',
  'src/main.rs': '',
};

function tasksOf(texts: Readonly<Record<string, string>>, given: object) {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => texts[file]);
  const { planned } = analyse(files, tree, readOptions(given));
  const tasks = planned.flatMap((one) => one.tasks);
  const named = (target: string) => tasks.find((task) => task.target === target);
  return { named, names: tasks.map(({ target }) => target) };
}

const ADDED = /^(image|deliver)/;

describe('images', () => {
  it('are made where they are asked for, and libraries have none', () => {
    expect(tasksOf(GO, {}).names.filter((name) => ADDED.test(name))).toEqual([]);
    const library = { 'lib/go.mod': 'module example.com/lib\n\ngo 1.24\n', 'lib/a.go': 'package lib\n' };
    const { names, named } = tasksOf({ ...GO, ...library }, { images: true });
    expect(names.filter((name) => ADDED.test(name))).toEqual(['image', 'image-push', 'deliver']);
    expect(named('image')?.outputs).toEqual(['dist/api/oci']);
    expect(named('image-push')?.cache).toBe(false);
  });

  it('of a Rust program are release builds for Linux, against musl where there is one', () => {
    const platforms = ['linux-x64', 'linux-x64-musl', 'linux-arm64', 'darwin-arm64'];
    const { named } = tasksOf(RUST, { platforms, images: true });
    const { programs, profile } = named('image')?.options ?? {};
    expect(profile).toBe('release');
    expect((programs as { platform: string }[]).map(({ platform }) => platform)).toEqual([
      'linux-x64-musl',
      'linux-arm64',
    ]);
    expect(named('image')?.after).toEqual(['build-linux-x64-musl', 'build-linux-arm64']);
    expect(named('build-linux-arm64')?.defaultConfiguration).toBe('release');
    expect(named('build-darwin-arm64')?.defaultConfiguration).not.toBe('release');
  });

  it('are delivered behind packages, and sent without them', () => {
    const { named } = tasksOf(RUST, { platforms: ['linux-x64'], packages: true, images: true });
    expect(named('deliver')?.after).toEqual(['package', 'image']);
    expect(named('image-push')?.after).toEqual(['image']);
  });

  it('have the commit in their key where the build says it', () => {
    const { named } = tasksOf(RUST, { platforms: ['linux-x64'], images: true, stamp: { '.': true } });
    expect(named('image')?.after).toContain('stamp');
    expect(named('image')?.options?.['stamp']).toBe(true);
    expect(tasksOf(RUST, { images: true }).named('image')?.options?.['stamp']).toBeUndefined();
  });

  it('of Nix are those of its own target', () => {
    const { named, names } = tasksOf(RUST, { images: { from: 'nix' } });
    expect(names).not.toContain('image');
    expect(named('image-push')?.after).toEqual(['nix-image']);
    expect(named('image-push')?.options?.['layout']).toBe('dist/app/image');
  });

  it('build on an image with its digest, which is fetched once, or on a layout of the workspace', () => {
    const base = `registry.example.com/cc@sha256:${'0'.repeat(64)}`;
    const fetched = tasksOf(GO, { images: { base } });
    expect(fetched.named('image-base')?.options?.['reference']).toBe(base);
    expect(fetched.named('image')?.options?.['base']).toBe('dist/api/oci-base');
    const local = tasksOf(GO, { images: { base: 'base' } });
    expect(local.names).not.toContain('image-base');
    expect(local.named('image')?.inputs.ignored).toContain('base/**/*');
  });

  it('have more files in their key, those that git ignores too', () => {
    const { inputs } = tasksOf(
      { ...GO, 'api/ca.crt': '' },
      {
        images: { files: { 'etc/ca': 'ca.crt', 'etc/made': 'made', 'etc/out': '../../out' } },
      },
    ).named('image') ?? { inputs: undefined };
    expect(inputs?.files).toEqual(['api/ca.crt']);
    expect(inputs?.ignored).toEqual(['api/made', 'api/made/**/*']);
  });
});

it.each([
  [{ tags: ['{commit}'] }, '{commit} is not known'],
  [{ tags: ['-x'] }, 'cannot be a tag'],
  [{ repository: 'Team/api' }, 'cannot be the name of a repository'],
  [{ registry: 'https://a:b@r.example' }, 'has credentials in it'],
  [{ user: 'root' }, 'must be numbers'],
  [{ env: { 'A=B': 'c' } }, 'must be the name of a variable'],
  [{ tag: ['x'] }, 'unknown key'],
])('%j is refused when options are read', (images, why) => {
  expect(() => readOptions({ images })).toThrow(why);
});
