import { describe, expect, it } from 'vitest';
import { releaseFiles } from '../../testing/release-files.js';
import { versioning } from './versioning.js';

const { current, write, requirement, require: requireVersion, allows, tags } = versioning;

const APP = `module example.com/shop/app

go 1.24

require example.com/shop/log v1.2.0 // the log

require (
	example.com/shop/log/v2 v2.0.0 // indirect
	"example.com/shop/quoted" v0.0.0
	example.com/shop/other v1.2.0
)

exclude example.com/shop/log v1.2.0

replace example.com/shop/log v1.2.0 => ../libs/log
`;
const files = releaseFiles({
  'go.mod': 'module example.com/shop\n',
  'app/go.mod': APP,
  'libs/log/go.mod': 'module example.com/shop/log\n',
  'libs/log/v2/go.mod': 'module example.com/shop/log/v2\n',
  'libs/two/go.mod': 'module example.com/shop/two/v2\n',
  'quoted/go.mod': 'module example.com/shop/quoted\n',
});

it('a version is a tag: its folder, without one that stands for the major version, and v', () => {
  expect(current('libs/log', files)).toBeUndefined();
  expect(['.', 'libs/log', 'libs/log/v2', 'libs/two', 'docs'].map((root) => tags?.(root, files))).toEqual([
    'v',
    'libs/log/v',
    'libs/log/v',
    'libs/two/v',
    undefined,
  ]);
});

describe('the path of a module and its major version go together', () => {
  it.each([
    ['libs/log', '1.9.0'],
    ['libs/log', '0.1.0-rc.0'],
    ['libs/log/v2', '2.3.0'],
  ])('%s can be %s', (root, version) => {
    expect(write(root, version, files)).toEqual({});
  });

  it.each([
    ['libs/log', '2.0.0', 'example.com/shop/log/v2'],
    ['libs/two', '3.0.0', 'example.com/shop/two/v3'],
    ['libs/two', '1.0.0', 'example.com/shop/two there'],
  ])('%s cannot be %s before it is called %s', (root, version, name) => {
    expect(() => write(root, version, files)).toThrow(name);
  });
});

describe('require lines of other modules', () => {
  it('are read by the path of the module', () => {
    expect(requirement('app', 'libs/log', files)).toEqual({ text: 'v1.2.0', collection: 'require' });
    expect(requirement('app', 'libs/two', files)).toBeUndefined();
  });

  it('are written with their comments; exclude, replace and namesakes stay', () => {
    expect(requireVersion('app', 'libs/log', { version: '1.3.0' }, files)).toEqual({
      'app/go.mod': APP.replace('log v1.2.0 // the', 'log v1.3.0 // the'),
    });
    expect(requireVersion('app', 'libs/log/v2', { version: '2.1.0-rc.0' }, files)).toEqual({
      'app/go.mod': APP.replace('v2.0.0 // ind', 'v2.1.0-rc.0 // ind'),
    });
    expect(requireVersion('app', 'quoted', { version: '0.1.0' }, files)).toEqual({
      'app/go.mod': APP.replace('v0.0.0', 'v0.1.0'),
    });
  });

  it('name the least version: only the same one is left as it is', () => {
    expect(['1.2.0', '1.3.0'].map((version) => allows('v1.2.0', version))).toEqual([true, false]);
    expect(allows('v0.0.0-20260101000000-abcdefabcdef', '0.1.0')).toBe(false);
    expect(allows('latest', '0.1.0')).toBe(false);
  });
});
