/** What each toolchain publishes, and by which commands. */
import { describe, expect, it } from 'vitest';
import { analyseFiles } from '../testing/analyse-files.js';
import { releaseFiles } from '../testing/release-files.js';
import { cargo } from './cargo/index.js';
import { deno } from './deno/index.js';
import { go } from './go/index.js';
import type { AnyToolchain, PublishRequest } from './toolchain.js';

const REQUEST: PublishRequest = { remote: 'origin', args: [], tags: [] };

async function planOf(
  toolchain: AnyToolchain,
  root: string,
  texts: Readonly<Record<string, string>>,
  request: Partial<PublishRequest> = {},
) {
  const plan = (await toolchain.versioning?.())?.publish?.(
    root,
    { ...REQUEST, ...request },
    releaseFiles(texts),
  );
  return plan?.commands.map(({ program, args, cwd }) => `${cwd}: ${[program, ...args].join(' ')}`);
}

function publishingOf(toolchain: AnyToolchain, files: Readonly<Record<string, string>>) {
  const { planned } = analyseFiles(files, [toolchain], {
    [toolchain.id]: { own: toolchain.options.parse({}) },
  });
  return Object.fromEntries(planned.map(({ project }) => [project.root, toolchain.publishing?.(project)]));
}

const crate = (lines: string) => `[package]\nname = "a"\n${lines}\n`;

describe('crates', () => {
  const files = {
    'Cargo.toml': '[workspace]\nmembers = ["*"]\n[workspace.package]\npublish = false\n',
    'a/Cargo.toml': crate('version = "1.0.0"'),
    'a/src/lib.rs': '',
    'b/Cargo.toml': crate('version = "1.0.0"\npublish = []').replace('"a"', '"b"'),
    'b/src/lib.rs': '',
    'c/Cargo.toml': crate('version = "1.0.0"\npublish.workspace = true').replace('"a"', '"c"'),
    'c/src/lib.rs': '',
    'd/Cargo.toml': crate('publish = ["own"]').replace('"a"', '"d"'),
    'd/src/lib.rs': '',
  };

  it('are published unless their manifest says otherwise', () => {
    expect(publishingOf(cargo, files)).toEqual({
      '.': undefined,
      a: {},
      b: { leftOut: 'publish = [] in b/Cargo.toml' },
      c: { leftOut: 'publish = false in c/Cargo.toml' },
      d: { leftOut: 'no version in d/Cargo.toml' },
    });
  });

  it.each([
    [undefined, '.: cargo publish --package=a'],
    ['own', '.: cargo publish --package=a --registry=own'],
    [
      'sparse+https://crates.example/index/',
      '.: cargo publish --package=a --index=sparse+https://crates.example/index/',
    ],
    // One of npm, for the other projects of the release.
    ['https://npm.example', '.: cargo publish --package=a'],
  ])('go to the registry %s', async (registry, command) => {
    expect(await planOf(cargo, 'a', files, registry === undefined ? {} : { registry })).toEqual([command]);
  });
});

describe('modules', () => {
  const files = { 'go/log/go.mod': 'module example.com/log\n\ngo 1.24\n', 'go/log/log.go': 'package log\n' };

  it('are published by a tag that is pushed; the proxy is asked where that is wanted', async () => {
    expect(publishingOf(go, files)).toEqual({ 'go/log': {} });
    const version = '1.2.0';
    const tag = 'go/log/v1.2.0';
    const push = `.: git push -- origin refs/tags/${tag}`;
    const make = `.: git tag -a -m example.com/log v1.2.0 -- ${tag}`;
    expect(await planOf(go, 'go/log', files, { version })).toEqual([make, push]);
    expect(await planOf(go, 'go/log', files, { version, tags: [tag], proxy: true })).toEqual([
      push,
      '.: go list -m -- example.com/log@v1.2.0',
    ]);
  });

  it('cannot be published without a version, nor with one of another major', async () => {
    await expect(planOf(go, 'go/log', files)).rejects.toThrow('no tag of this commit says one');
    await expect(planOf(go, 'go/log', files, { version: '2.0.0' })).rejects.toThrow('example.com/log/v2');
  });
});

it('members of Deno are published where they have a name and exports', async () => {
  const member = (rest: object) => JSON.stringify({ exports: './mod.ts', ...rest });
  const files = {
    'deno.json': '{ "workspace": ["./a", "./b", "./c", "./d"] }',
    'a/deno.json': member({ name: '@x/a', version: '1.0.0' }),
    'b/deno.json': member({ name: '@x/b' }),
    'c/deno.json': member({ name: '@x/c', version: '1.0.0', publish: false }),
    'd/deno.json': member({}),
  };
  expect(publishingOf(deno, files)).toMatchObject({
    a: {},
    b: { leftOut: 'no version in b/deno.json' },
    c: { leftOut: '"publish": false in c/deno.json' },
  });
  expect(publishingOf(deno, files)['d']).toBeUndefined();
  expect(await planOf(deno, 'a', files, { args: ['--allow-slow-types'] })).toEqual([
    'a: deno publish --allow-slow-types',
  ]);
});
