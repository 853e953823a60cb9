import { expect, it } from 'vitest';
import { glob } from '../../model/globs.js';
import { trackedOutputs } from './outputs.js';

const files = [
  'dist/a.js',
  'dist/b.js',
  'lib/x.linux.node',
  'lib/x.ts',
  'target/debug/app',
  'target/debug/app.d',
  'w/[id]/o',
];

it.each([
  ['a folder', { outputs: ['dist'] }, [['dist/a.js', 'dist/b.js']]],
  [
    'a file whose folder an option names',
    { outputs: ['target/{options.profile}/app'] },
    [['target/debug/app']],
  ],
  ['a path that looks like a pattern', { outputs: ['w/[id]/o', '*/a.js'] }, [['w/[id]/o']]],
  ['a glob', { outputs: [], outputGlobs: [glob`lib/*.node`] }, [['lib/x.linux.node']]],
  ['a glob of folders', { outputs: [], outputGlobs: [glob`d*`] }, [['dist/a.js', 'dist/b.js']]],
  ['what globs take away', { outputs: ['dist'], outputGlobs: [glob`!dist/b.js`] }, [['dist/a.js']]],
  ['none', { outputs: ['out'], outputGlobs: [glob`lib/*.so`] }, []],
])('finds what git tracks of %s', (_, task, expected) => {
  expect(trackedOutputs(task, files)).toEqual(expected);
});
