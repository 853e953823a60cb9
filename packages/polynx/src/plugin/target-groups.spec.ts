import { expect, it } from 'vitest';
import { toolchains } from '../toolchains/index.js';
import { targetGroups } from './target-groups.js';

it('has every target of every toolchain in a group that people know', () => {
  const names = toolchains.flatMap(({ intents }) => intents.map(({ name }) => name));
  expect(targetGroups(names)['Other']).toBeUndefined();
});

it('keeps an order, and takes the names that targets got', () => {
  const names = [
    'nix-build',
    'package-linux-x64',
    'test-address',
    'build',
    'cargo:build',
    'build-linux-x64',
    'storybook',
    'dev',
  ];
  expect(targetGroups(names)).toEqual({
    Build: ['build', 'cargo:build', 'build-linux-x64'],
    Quality: ['test-address'],
    Run: ['dev'],
    Release: ['package-linux-x64'],
    Nix: ['nix-build'],
    Other: ['storybook'],
  });
  expect(Object.keys(targetGroups(names))).toEqual(['Build', 'Quality', 'Run', 'Release', 'Nix', 'Other']);
});

it('has an icon of Nx for every toolchain', () => {
  expect(toolchains.map(({ technology }) => technology).sort()).toEqual(['deno', 'go', 'nodejs', 'rust']);
});
