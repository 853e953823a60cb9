import { describe, expect, it } from 'vitest';
import { releaseFiles } from '../../testing/release-files.js';
import { shortened } from './lock-specifiers.js';
import { versioning } from './versioning.js';

const { current, write, requirement, require: requireVersion } = versioning;

const TEXTS = {
  'deno.jsonc': `{
  // all
  "workspace": ["./a", "./b"],
  "imports": { "@x/log/more": "jsr:@x/log@1.0.0/more" } // shared
}
`,
  'log/deno.json': '{ "name": "@x/log", "version": "1.0.0", "exports": "./mod.ts" }\n',
  'a/deno.jsonc': `{
  "name": "@x/a", // name
  "version": "0.1.0", // version
  "imports": {
    // the log
    "@x/log": "jsr:@x/log@^1.0.0",
    "@x/log-more": "jsr:@x/log-more@^1.0.0"
  },
  "scopes": { "./old/": { "@x/log": "npm:@x/log@~1.0.0" } }
}
`,
  'b/deno.json': '{ "name": "@x/b" }\n',
  'deno.lock': `${JSON.stringify(
    {
      version: '5',
      workspace: {
        dependencies: ['jsr:@x/log@1.0.0'],
        members: {
          a: { dependencies: ['jsr:@x/log-more@1', 'jsr:@x/log@1', 'npm:@x/log@1.0'] },
          c: { dependencies: ['jsr:@x/log@1'] },
        },
      },
    },
    null,
    2,
  )}\n`,
};
const files = releaseFiles(TEXTS, ['.', 'log', 'a', 'b']);

it('the version is read, and written with the comments around it', () => {
  expect(current('a', files)).toEqual({ version: '0.1.0', file: 'a/deno.jsonc' });
  expect(write('a', '0.2.0', files)).toEqual({
    'a/deno.jsonc': TEXTS['a/deno.jsonc'].replace('0.1.0', '0.2.0'),
  });
  expect(current('b', files)).toBeUndefined();
  expect(() => write('b', '1.0.0', files)).toThrow(/^b\/deno.json: has no version/);
});

describe('imports of other members', () => {
  it('are read from the manifest, else from that of the workspace', () => {
    expect(requirement('a', 'log', files)).toEqual({ text: '^1.0.0', collection: 'imports' });
    expect(requirement('b', 'log', files)).toMatchObject({ text: '1.0.0' });
    expect(requirement('a', 'b', files)).toBeUndefined();
  });

  it('that would refuse a new version are changed with it, and the lock where it lists them', () => {
    const texts = write('log', '1.2.0', files);
    expect(texts['deno.jsonc']).toBe(TEXTS['deno.jsonc'].replace('@1.0.0/more', '@1.2.0/more'));
    expect(texts['a/deno.jsonc']).toBe(TEXTS['a/deno.jsonc'].replace('~1.0.0', '~1.2.0'));
    expect(texts['deno.lock']).toBe(
      TEXTS['deno.lock'].replace('jsr:@x/log@1.0.0', 'jsr:@x/log@1.2.0').replace('@1.0"', '@1.2"'),
    );
  });

  it('are changed in every table, with the lock as Deno would write it', () => {
    const texts = requireVersion('a', 'log', { version: '2.1.0' }, files);
    expect(texts['a/deno.jsonc']).toBe(
      TEXTS['a/deno.jsonc'].replace('log@^1.0.0', 'log@^2.1.0').replace('~1.0.0', '~2.1.0'),
    );
    // Those of another member stay.
    expect(texts['deno.lock']).toBe(
      TEXTS['deno.lock'].replace('log@1"', 'log@^2.1.0"').replace('@1.0"', '@2.1"'),
    );
  });

  it('are no reason to fail where a manifest is broken', () => {
    const broken = releaseFiles({ 'log/deno.json': TEXTS['log/deno.json'], 'a/deno.json': '{' });
    expect(Object.keys(write('log', '2.0.0', broken))).toEqual(['log/deno.json']);
  });
});

// As `deno install` wrote them.
it.each([
  ['^1.0.0', '1'],
  ['^2.0.0', '2'],
  ['^1.2.0', '^1.2.0'],
  ['^1.2.3', '^1.2.3'],
  ['~1.2.0', '1.2'],
  ['~1.2.3', '~1.2.3'],
  ['~1.0.0', '1.0'],
  ['^0.3.0', '0.3'],
  ['~0.3.0', '0.3'],
  ['^0.3.1', '~0.3.1'],
  ['^0.0.3', '^0.0.3'],
  ['1.2.0', '1.2.0'],
  ['^1.2.0-rc.0', '^1.2.0-rc.0'],
])('deno.lock has %s as %s', (range, written) => {
  expect(shortened(range)).toBe(written);
});
