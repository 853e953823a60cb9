import { expect, test } from 'vitest';
import { createTree } from '../../model/tree.js';
import { verifyCargo } from './verify.js';

const refusing = async () => ({
  exitCode: 101,
  stdout: '',
  stderr: "error: current package believes it's in a workspace when it's not:\nmore",
});

const emptyProject = { manifest: '', deliverables: [], dependencies: [], reads: [], settings: {} };

test.each([
  ['of which we make no project is no difference', [], 0],
  [
    'of which we make a project is one',
    [{ ...emptyProject, root: 'legacy/b', name: 'b', type: 'library' as const, details: undefined }],
    1,
  ],
])('a manifest that cargo refuses, %s', async (_, projects, count) => {
  const tree = createTree(['legacy/b/Cargo.toml'], () => '');
  const graph = { projects, manifests: ['legacy/b/Cargo.toml'], tree, workspaceRoot: '/w' };
  const { compared, differences } = await verifyCargo(graph, refusing);
  expect(differences).toHaveLength(count);
  expect(compared.includes('cargo refuses legacy/b/Cargo.toml')).toBe(count === 0);
});
