import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createTree, type Scan } from '../model/tree.js';
import { type Content, type FileRecords, isAsBefore, recordReads, revalidate } from './file-records.js';

/** The first word is all that counts. */
const scan: Scan<{ readonly word: string }> = {
  name: 'first-word',
  facts: (text) => ({ word: text.split(' ')[0] ?? '' }),
};

const hashOf = (text: string) => `#${text}`;
const listed = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([file, text]) => ({ file, hash: hashOf(text) }));

/** Notes which files are really read. */
function disk(texts: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const content: Content = {
    read(file) {
      reads.push(file);
      return texts[file];
    },
    isSame: (_, text, hash) => hashOf(text) === hash,
    names: (directory) => (directory === '.' ? Object.keys(texts) : []),
    namesState: () => '',
    tracked: () => Object.keys(texts).filter((file) => file.startsWith('tracked')),
    trackedState: () => JSON.stringify(texts),
  };
  return { content, reads };
}

function watched(texts: Readonly<Record<string, string>>, known: FileRecords = new Map(), listing = texts) {
  const { content, reads } = disk(texts);
  const tree = createTree(Object.keys(listing), content.read, content);
  return { ...recordReads(tree, listed(listing), known, content), reads };
}

/** One file read as a whole, one scanned. */
function first(): FileRecords {
  const { tree, records } = watched({ manifest: 'all of it', source: 'one two', other: '' });
  tree.read('manifest');
  tree.scan('source', scan);
  return records() ?? new Map();
}

describe('a watched tree', () => {
  it('notes what was looked at, and how closely', () => {
    expect(first()).toEqual(
      new Map([
        ['manifest', { hash: '#all of it', whole: true, facts: {} }],
        ['source', { hash: '#one two', whole: false, facts: { 'first-word': { word: 'one' } } }],
      ]),
    );
  });

  it('reads no file for facts that are known of its content', () => {
    const { tree, reads, records } = watched({ manifest: '', source: 'one two', other: '' }, first());
    expect(tree.scan('source', scan)).toEqual({ word: 'one' });
    expect(reads).toEqual([]);
    expect(records()?.get('source')).toEqual(first().get('source'));
  });

  it('knows nothing of another content, or by another scan', () => {
    const { tree } = watched({ source: 'two' }, first());
    expect(tree.scan('source', scan)).toEqual({ word: 'two' });
    const length: Scan<number> = { name: 'length', facts: (text) => text.length };
    expect(watched({ source: 'one two' }, first()).tree.scan('source', length)).toBe(7);
  });

  it.each([
    ['edited', 'three'],
    ['deleted', undefined],
  ])('keeps nothing where a file was %s after it was listed', (_, text) => {
    const now = text === undefined ? {} : { source: text };
    for (const look of ['read', 'scan'] as const) {
      const { tree, records } = watched(now as Record<string, string>, new Map(), {
        source: 'one two',
      });
      if (look === 'read') tree.read('source');
      else tree.scan('source', scan);
      expect(records()).toBeUndefined();
    }
  });

  it('notes ignored files by their text, scanned or not', () => {
    const { tree, records, outside } = watched({ ignored: 'one' }, new Map(), {});
    expect(tree.scan('ignored', scan)).toEqual({ word: 'one' });
    expect(tree.scan('missing', scan)).toBeUndefined();
    expect(Object.keys(outside.files)).toEqual(['ignored', 'missing']);
    expect(outside.files['missing']).toBe('missing');
    expect(records()).toEqual(new Map());
  });
});

describe('files that Nx does not list', () => {
  const before = { 'listed.go': '', 'made.go': '', 'notes.txt': '', 'tracked.go': '' };

  it('is seen where one looks, and noted', () => {
    const { tree, outside } = watched(before, new Map(), { 'listed.go': '' });
    expect(tree.unlisted('.', ['.go'])).toEqual(['made.go', 'tracked.go']);
    expect(tree.unlisted('gone', ['.go'])).toEqual([]);
    expect(tree.hidden()).toEqual(['tracked.go']);
    expect(isAsBefore(outside, disk(before).content)).toBe(true);
    const { 'made.go': _, ...without } = before;
    expect(isAsBefore(outside, disk(without).content)).toBe(false);
    expect(isAsBefore(outside, disk({ ...before, 'tracked-too': '' }).content)).toBe(false);
    expect(isAsBefore(outside, disk({ ...before, 'more.txt': '' }).content)).toBe(true);
  });
});

describe('looking again', () => {
  const before = { manifest: 'all of it', source: 'one two', other: '' };
  const again = (texts: Readonly<Record<string, string>>, listing = texts) =>
    revalidate(first(), listed(listing), disk(texts).content, async () => [scan]);

  it('finds the same where nobody looked, or the facts are the same', async () => {
    const found = await again({ ...before, source: 'one three', other: 'changed' });
    expect(found?.get('source')).toEqual({ ...first().get('source'), hash: '#one three' });
    expect(found?.size).toBe(2);
  });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>?]>([
    ['other facts', { ...before, source: 'three two' }],
    ['a text that counts as a whole', { ...before, manifest: 'all of that' }],
    ['a file edited meanwhile', { ...before, source: 'one four' }, { ...before, source: 'one three' }],
  ])('does not with %s', async (_, texts, listing) => {
    expect(await again(texts, listing)).toBeUndefined();
  });

  it('reads only what has changed', async () => {
    const texts = { ...before, source: 'one three' };
    const { content, reads } = disk(texts);
    await revalidate(first(), listed(texts), content, async () => [scan]);
    expect(reads).toEqual(['source']);
  });

  it('does not know facts of a scan that is gone', async () => {
    const texts = { ...before, source: 'one three' };
    expect(await revalidate(first(), listed(texts), disk(texts).content, async () => [])).toBeUndefined();
  });
});

it('keeps no text for the sake of a word in it: a daemon lives for days', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const word = 'a-word-that-is-long-enough-to-be-a-piece-of-the-text';
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  const files = Array.from({ length: 8 }, (_, index) => ({ file: `source-${index}`, hash: '#' }));
  const content: Content = {
    ...disk({}).content,
    // NB put together at run time: what the source of this test says is kept anyway.
    read: (file) => Buffer.from(`${word}-${file} ${'x'.repeat(4_000_000)}`).toString('latin1'),
    isSame: () => true,
  };
  const { tree, records } = recordReads(createTree([], content.read, content), files, new Map(), content);
  expect(files.map(({ file }) => tree.scan(file, scan)?.word)).toContain(`${word}-source-7`);
  expect(records()?.size).toBe(8);
  collect();
  expect(used() - before).toBeLessThan(8_000_000);
});
