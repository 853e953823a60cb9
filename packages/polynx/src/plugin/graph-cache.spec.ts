import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskReader } from '../model/disk-reader.js';
import { SLICES } from '../model/places.js';
import { diskNames } from '../model/tree.js';
import type { GraphResult } from './compute-graph.js';
import { digestOf, type FileRecords } from './file-records.js';
import { isStillTrue, readOrigin, readResult, stateOf, writeOrigin, writeResult } from './graph-cache.js';

let workspaceRoot = '';

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'polynx-remembered-'));
});

afterEach(() => rmSync(workspaceRoot, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(workspaceRoot, path, '..'), { recursive: true });
  writeFileSync(join(workspaceRoot, path), text);
}

const answer: GraphResult = {
  nodes: [['a/Cargo.toml', { projects: { a: { name: 'a' } } }]],
  edges: [['a', 'b', 'a/Cargo.toml']],
  names: { a: 'a', b: 'b' },
  slices: ['abc'],
  outside: {
    files: { 'node_modules/config/tsconfig.json': digestOf('{}'), 'gone.json': digestOf(undefined) },
    names: {},
  },
};

function recalled(): GraphResult | undefined {
  const found = readResult(workspaceRoot, 'name');
  const disk = {
    read: diskReader(workspaceRoot).read,
    names: diskNames(workspaceRoot, diskReader(workspaceRoot)),
    tracked: () => [],
    namesState: () => '',
    trackedState: () => '',
  };
  return found !== undefined && isStillTrue(workspaceRoot, found, disk) ? found : undefined;
}

describe('a remembered answer', () => {
  beforeEach(() => {
    write(`${SLICES}/abc`, 'slice');
    write('node_modules/config/tsconfig.json', '{}');
    writeResult(workspaceRoot, 'name', answer);
  });

  it('comes back whole', () => {
    expect(recalled()).toEqual(answer);
  });

  it.each<[string, () => void]>([
    ['another one', () => writeResult(workspaceRoot, 'other', answer)],
    ['a slice that was deleted', () => rmSync(join(workspaceRoot, SLICES, 'abc'))],
    ['an ignored file that changed', () => write('node_modules/config/tsconfig.json', '{ }')],
    ['an ignored file that appeared', () => write('gone.json', '')],
    ['a file cut off half-way', () => write('.nx/polynx/graph.json', '{"key":"name","result":{"nodes":[')],
    ['no file at all', () => rmSync(join(workspaceRoot, '.nx'), { recursive: true })],
  ])('is forgotten after %s', (_, change) => {
    change();
    expect(recalled()).toBeUndefined();
  });
});

const files = [
  { file: 'a/Cargo.toml', hash: '1' },
  { file: 'a/src/lib.rs', hash: '2' },
];
const question = { workspaceRoot: '/w', files: ['a/Cargo.toml'], options: {} };
const state = stateOf(question, files);

describe('the state', () => {
  it('is the same for the same workspace', () => {
    expect(stateOf({ ...question, options: undefined }, [...files])).toEqual(state);
  });

  it('has a frame that contents are no part of', () => {
    const edited = stateOf(question, [
      { file: 'a/Cargo.toml', hash: '1' },
      { file: 'a/src/lib.rs', hash: '3' },
    ]);
    expect(edited.exact).not.toBe(state.exact);
    expect(edited.frame).toBe(state.frame);
  });

  it.each([
    ['a new file', question, [...files, { file: 'b', hash: '1' }]],
    ['a deleted file', question, files.slice(1)],
    [
      'a renamed file',
      question,
      [
        { file: 'a/Cargo.toml', hash: '1' },
        { file: 'a/src/main.rs', hash: '2' },
      ],
    ],
    ['an excluded manifest', { ...question, files: [] }, files],
    ['another option', { ...question, options: { go: false } }, files],
  ] as const)('differs after %s', (_, asked, all) => {
    const other = stateOf(asked, all);
    expect(other.frame).not.toBe(state.frame);
    expect(other.exact).not.toBe(state.exact);
  });
});

describe('what an answer was made from', () => {
  const seen: FileRecords = new Map([
    ['a/Cargo.toml', { hash: '1', whole: true, facts: {} }],
    ['a/src/lib.rs', { hash: '2', whole: false, facts: { rust: { env: ['A\n"'] } } }],
  ]);
  const file = () => join(workspaceRoot, '.nx/polynx/file-records');
  const origin = (code = state.code) => readOrigin(workspaceRoot, code);

  beforeEach(() => {
    writeOrigin(workspaceRoot, state, 'name', seen);
  });

  it('comes back whole', () => {
    expect(origin()?.state).toEqual(state);
    expect(origin()?.resultKey).toBe('name');
    expect(origin()?.records()).toEqual(seen);
  });

  it('is nothing to other code, which may find other facts', () => {
    expect(origin('other')).toBeUndefined();
  });

  it.each<[string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, -20)],
    ['empty', () => ''],
    ['changed in one fact', (text) => text.replace('"A', '"B')],
    ['changed in one hash', (text) => text.replace('"a/src/lib.rs","2"', '"a/src/lib.rs","3"')],
    ['for another answer', (text) => text.replace('"name"', '"mane"')],
    ['of an older form', () => '{"key":"name"}'],
  ])('is nothing when the file is %s', (_, spoil) => {
    const text = readFileSync(file(), 'utf8');
    expect(spoil(text)).not.toBe(text);
    writeFileSync(file(), spoil(text));
    expect(origin()).toBeUndefined();
  });

  it('is nothing without a file, or where none can be written', () => {
    rmSync(file());
    mkdirSync(file());
    writeOrigin(workspaceRoot, state, 'name', seen);
    expect(origin()).toBeUndefined();
  });
});
