/** By what `nx affected` selects tasks that are not cached: all that their tools read, and no key. */
import type { TargetConfiguration } from '@nx/devkit';
import { expect, it } from 'vitest';
import { groupByRoot } from '../pipes/planned.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { cargo } from '../toolchains/cargo/index.js';
import { go } from '../toolchains/go/index.js';
import { node } from '../toolchains/node/index.js';
import { renderProject } from './render-project.js';
import { createSlices } from './slices.js';

const crate = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;

const FILES = {
  'rust/Cargo.toml': '[workspace]\nmembers = ["*"]\n',
  'rust/Cargo.lock': 'version = 4\n\n[[package]]\nname = "app"\nversion = "1.0.0"\n',
  'rust/app/Cargo.toml': crate('app', '[dependencies]\nlib = { path = "../lib" }\n'),
  'rust/app/build.rs': 'fn main() { println!("{:?}", std::time::SystemTime::now()); }\n',
  'rust/app/src/main.rs': '',
  'rust/lib/Cargo.toml': crate('lib'),
  'rust/lib/src/lib.rs': '',
  'go/go.mod': 'module example.com/go\n\ngo 1.22\n',
  'go/main.go': 'package main\n\nfunc main() {}\n',
  'package.json': '{"workspaces":["js"]}',
  'js/package.json': '{"name":"js","scripts":{"build":"make all"}}',
};

function targetOf(root: string, target: string): TargetConfiguration | undefined {
  const { planned, names } = analyseFiles(FILES, [cargo, go, node], {
    cargo: { own: cargo.options.parse({}) },
    go: { own: go.options.parse({}) },
    node: { own: node.options.parse({}) },
  });
  const context = {
    names,
    slices: createSlices(() => true),
    batch: true,
    placeOf: () => '',
    fingerprint: () => 'fingerprint',
    git: () => 'git',
    constant: () => 'constant',
  };
  return renderProject(root, groupByRoot(planned).get(root) ?? [], false, context).targets?.[target];
}

const hasFiles = (inputs: TargetConfiguration['inputs'], text: string) =>
  (inputs ?? []).some(
    (input) => typeof input === 'string' && (input.includes(text) || input.includes(':sources')),
  );

it.each(['build', 'test', 'run'])(
  'rust/app:%s has its closure and the owner of the lock, and nothing that only keys need',
  (target) => {
    const { cache, inputs } = targetOf('rust/app', target) ?? {};
    expect(cache).toBe(false);
    expect(inputs?.[0]).toBe('default');
    expect(inputs).not.toContain('^default');
    expect(hasFiles(inputs, 'rust/lib')).toBe(true);
    expect(inputs).toContainEqual({ input: 'polynx:shared', projects: ['rust'] });
    expect(inputs?.some((input) => typeof input === 'object' && ('runtime' in input || 'env' in input))).toBe(
      false,
    );
  },
);

it('a Go program that is run has the sources of its build', () => {
  const { cache, inputs } = targetOf('go', 'run') ?? {};
  expect(cache).toBe(false);
  expect(hasFiles(inputs, 'go/')).toBe(true);
});

it('a script with unknown inputs keeps the default inputs of Nx', () => {
  const { cache, inputs } = targetOf('js', 'build') ?? {};
  expect(cache).toBe(false);
  expect(inputs?.slice(0, 2)).toEqual(['default', '^default']);
});
