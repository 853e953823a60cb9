import { describe, expect, it } from 'vitest';
import type { BatchWorld } from '../../../toolchain.js';
import { parseCargoToml } from '../../manifest/cargo-toml.js';
import { resolverOf } from '../../manifest/resolver.js';
import { cargoRunOptions } from '../../options.js';
import { optimisesAtLinkTime } from './settings.js';

const manifestOf = (text: string) => parseCargoToml({ path: 'Cargo.toml', text });

describe('the resolver', () => {
  it.each([
    ['[workspace]\nmembers = []\n', 1],
    ['[workspace]\nresolver = "2"\n', 2],
    ['[workspace]\nresolver = "3"\n', 2],
    ['[workspace]\nresolver = "1"\n[package]\nname = "a"\nedition = "2024"\n', 1],
    ['[package]\nname = "a"\n', 1],
    ['[package]\nname = "a"\nedition = "2018"\n', 1],
    ['[package]\nname = "a"\nedition = "2021"\n', 2],
    ['[package]\nname = "a"\nedition = "2024"\n', 2],
    ['[package]\nname = "a"\nedition = "2018"\nresolver = "2"\n', 2],
    [
      '[package]\nname = "a"\nedition.workspace = true\n[workspace.package]\nedition = "2021"\n[workspace]\n',
      2,
    ],
  ])('%j: %i', (text, resolver) => {
    expect(resolverOf(manifestOf(text))).toBe(resolver);
  });
});

describe('link-time optimisation', () => {
  const isOn = (
    profile: string,
    profiles: string,
    files: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ) => {
    const world: BatchWorld = { env, read: (path) => files[path], ask: async () => '' };
    const options = cargoRunOptions.parse({ command: 'build', workspace: 'rust', profile });
    return optimisesAtLinkTime(options, manifestOf(`[workspace]\n${profiles}`), world);
  };

  it.each([
    ['release', '', false],
    ['release', '[profile.release]\nlto = true\n', true],
    ['release', '[profile.release]\nlto = "thin"\n', true],
    ['release', '[profile.release]\nlto = "off"\n', false],
    ['release', '[profile.release]\nlto = false\n', false],
    ['debug', '[profile.release]\nlto = true\n', false],
    ['debug', '[profile.dev]\nlto = true\n', true],
    ['dist', '[profile.release]\nlto = true\n[profile.dist]\ninherits = "release"\n', true],
    ['dist', '[profile.release]\nlto = true\n[profile.dist]\ninherits = "release"\nlto = false\n', false],
    ['a', '[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "a"\n', false],
  ])('%s with %j: %s', (profile, profiles, expected) => {
    expect(isOn(profile, profiles)).toBe(expected);
  });

  it('is found in configuration and environment too', () => {
    const config = '[profile.release]\nlto = "fat"\n';
    expect(isOn('release', '', { 'rust/.cargo/config.toml': config })).toBe(true);
    expect(isOn('release', '', { '.cargo/config.toml': config })).toBe(true);
    expect(isOn('release', '', { '/home/me/.cargo/config.toml': config }, { HOME: '/home/me' })).toBe(true);
    expect(isOn('release', '', { '/cargo/config.toml': config }, { CARGO_HOME: '/cargo' })).toBe(true);
    expect(isOn('release', '', {}, { CARGO_PROFILE_RELEASE_LTO: 'true' })).toBe(true);
  });
});
