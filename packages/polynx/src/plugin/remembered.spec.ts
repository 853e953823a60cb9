import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, digestOf } from './answer.js';
import { SLICES } from './folders.js';
import { keyOf, recall, remember } from './remembered.js';

let workspaceRoot = '';

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'polynx-remembered-'));
});

afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(workspaceRoot, path, '..'), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

const answer: Answer = {
  nodes: [['a/Cargo.toml', { projects: { a: { name: 'a' } } }]],
  edges: [['a', 'b']],
  slices: ['abc'],
  outside: { 'node_modules/config/tsconfig.json': digestOf('{}'), 'gone.json': digestOf(undefined) },
};

function remembered(): string {
  write(`${SLICES}/abc`, 'slice');
  write('node_modules/config/tsconfig.json', '{}');
  remember(workspaceRoot, 'key', answer);
  return 'key';
}

describe('a remembered answer', () => {
  it('comes back whole', () => {
    expect(recall(workspaceRoot, remembered())).toEqual(answer);
  });

  it.each<[string, () => void]>([
    ['another key', () => remember(workspaceRoot, 'other', answer)],
    ['a slice that was deleted', () => rmSync(join(workspaceRoot, SLICES, 'abc'))],
    ['an ignored file that changed', () => write('node_modules/config/tsconfig.json', '{ }')],
    ['an ignored file that appeared', () => write('gone.json', '')],
    ['a file cut off half-way', () => write('.nx/polynx/answer.json', '{"key":"key","answer":{"nodes":[')],
    ['no file at all', () => rmSync(join(workspaceRoot, '.nx'), { recursive: true })],
  ])('is forgotten after %s', (_, change) => {
    const key = remembered();
    change();
    expect(recall(workspaceRoot, key)).toBeUndefined();
  });
});

describe('the key', () => {
  const files = [
    { file: 'a/Cargo.toml', hash: '1' },
    { file: 'a/src/lib.rs', hash: '2' },
  ];
  const question = { workspaceRoot: '/w', files: ['a/Cargo.toml'], options: {} };
  const key = keyOf(question, files);

  it('is the same for the same workspace', () => {
    expect(keyOf({ ...question, options: undefined }, [...files])).toBe(key);
  });

  it.each([
    ['a changed source', question, [files[0], { file: 'a/src/lib.rs', hash: '3' }]],
    ['a new file', question, [...files, { file: 'b', hash: '1' }]],
    ['a renamed file', question, [files[0], { file: 'a/src/main.rs', hash: '2' }]],
    ['an excluded manifest', { ...question, files: [] }, files],
    ['another option', { ...question, options: { go: false } }, files],
  ] as const)('differs after %s', (_, asked, all) => {
    expect(
      keyOf(
        asked,
        all.flatMap((file) => file ?? []),
      ),
    ).not.toBe(key);
  });
});
