/** What the generator writes builds, passes its tests and is formatted at once, with the real go command. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskTree } from '../../packages/polynx/src/model/tree.js';
import { scaffold } from '../../packages/polynx/src/toolchains/go/scaffold.js';
import type { Kind } from '../../packages/polynx/src/toolchains/toolchain.js';
import { filesBelow } from './go-support.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-go-scaffold-'));
  writeFileSync(join(root, 'go.work'), '// Our modules.\ngo 1.22\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(Object.keys(scaffold.kinds) as Kind[])('%s', (kind) => {
  const tree = diskTree(root, filesBelow(root));
  const request = { name: `new-${kind}`, kind, directory: `${kind}s/new-${kind}` };
  for (const [path, text] of Object.entries({
    ...scaffold.files(request, tree),
    ...scaffold.wire(request, tree),
  })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: join(root, request.directory), encoding: 'utf8', stdio: 'pipe' });
  run('go', 'build', ...(kind === 'lib' ? [] : ['-o', join(root, 'out/')]), '-mod=readonly', './...');
  expect(run('go', 'test', '-v', './...')).toContain('--- PASS');
  run('go', 'vet', './...');
  expect(run('gofmt', '-l', '.')).toBe('');
  if (kind === 'bin') expect(run(join(root, 'out/new-bin'), 'Ada')).toBe('Hello, Ada!\n');
  expect(readFileSync(join(root, 'go.work'), 'utf8')).toContain('// Our modules.\ngo 1.22\n');
});
