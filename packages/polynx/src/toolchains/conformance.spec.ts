/**
 * Every fixture of every toolchain: `fixtures/<case>/input/**` is a small real workspace, `expected.json`
 * what the toolchain says of it. `options.json` beside them is what nx.json would say to the plugin. `npm run
 * golden` rewrites the expectations; the diff is to be read.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { scans } from '../analysis/scans.js';
import { placesIn } from '../analysis/statements.js';
import { diskReader } from '../model/disk-reader.js';
import { createTree, diskNames, diskTree } from '../model/tree.js';
import { type FileRecord, type FileRecords, recordReads } from '../plugin/file-records.js';
import { toolchains } from './index.js';

const here = dirname(fileURLToPath(import.meta.url));

function cases(toolchain: string): string[] {
  const folder = join(here, toolchain, 'fixtures');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  );
}

const inputOf = (folder: string) => join(folder, 'input');

/** The fixture as the plugin sees it, with what it saw before as it comes back from the disk. */
function watched(folder: string, known: FileRecords = new Map()) {
  const input = inputOf(folder);
  const files = filesBelow(input).sort();
  const reads: string[] = [];
  const read = (file: string) => {
    reads.push(file);
    return diskReader(input).read(file);
  };
  const content = {
    read,
    isSame: () => true,
    names: diskNames(input, diskReader(input)),
    tracked: () => [],
    namesState: () => '',
    trackedState: () => '',
  };
  const listed = files.map((file) => ({ file, hash: 'of today' }));
  return { ...recordReads(createTree(files, read, content), listed, known, content), reads };
}

function fromDisk(seen: FileRecords): FileRecords {
  return new Map(JSON.parse(JSON.stringify([...seen])) as [string, FileRecord][]);
}

/**
 * Projects by root with all that reaches Nx: names, edges, targets. Details are the toolchain's own business.
 */
function describeCase(
  folder: string,
  tree = diskTree(inputOf(folder), filesBelow(inputOf(folder)).sort()),
): unknown {
  const { files } = tree;
  const optionsFile = join(folder, 'options.json');
  const options = existsSync(optionsFile) ? (JSON.parse(readFileSync(optionsFile, 'utf8')) as unknown) : {};
  const { planned, names } = analyse(files, tree, readOptions(options));
  const placeOf = placesIn(tree);
  return planned.map(
    ({
      toolchain,
      project: { details: _, isNamedByFolder: __, error, ...project },
      tasks,
      links = [],
      broken,
    }) => ({
      toolchain,
      ...project,
      dependencies: project.dependencies.map(({ stated: _, ...rest }) => rest),
      name: names.get(project.root),
      ...(error === undefined ? {} : { error: error.message }),
      links: Object.fromEntries(links.map(({ root, stated }) => [root, placeOf(stated)])),
      ...(broken === undefined ? {} : { broken: broken.targets }),
      tasks: Object.fromEntries(tasks.map(({ target, ...task }) => [target, withoutNothing(task)])),
    }),
  );
}

/**
 * Most tasks need nothing of another toolchain: empty lists would hide the few that do. What is only shown
 * repeats the rest.
 */
function withoutNothing(task: object): object {
  const crossing = ['needs', 'resolvedReads', 'foreign'];
  return Object.fromEntries(
    Object.entries(task).filter(
      ([key, value]) => key !== 'assumes' && !(crossing.includes(key) && (value as unknown[]).length === 0),
    ),
  );
}

for (const { id } of toolchains) {
  describe(`${id} fixtures`, () => {
    it('are there', () => {
      const folder = `toolchains/${id}/fixtures/<case>/input`;
      expect(
        cases(id).length,
        `put a small workspace into ${folder}, then run npm run golden`,
      ).toBeGreaterThan(0);
    });

    for (const name of cases(id)) {
      it(name, () => {
        const folder = join(here, id, 'fixtures', name);
        const actual = `${JSON.stringify(describeCase(folder), null, 2)}\n`;
        const file = join(folder, 'expected.json');
        if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, actual);
        const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
        expect(actual, 'npm run golden writes what is said now: read the diff').toBe(expected);
      });

      it(`${name}, from facts that were kept`, () => {
        const folder = join(here, id, 'fixtures', name);
        const first = watched(folder);
        const expected = describeCase(folder, first.tree);
        const seen = fromDisk(first.records() ?? new Map());
        const second = watched(folder, seen);
        expect(describeCase(folder, second.tree)).toEqual(expected);

        const scanned = [...seen].flatMap(([path, { whole, facts }]) => (whole ? [] : { path, facts }));
        expect(scanned.map(({ path }) => path).filter((path) => second.reads.includes(path))).toEqual([]);
        const names = scans.map((scan) => scan.name);
        expect(
          scanned.flatMap(({ facts }) => Object.keys(facts)).filter((scan) => !names.includes(scan)),
        ).toEqual([]);
      });
    }
  });
}

it('scans have names of their own', () => {
  const names = scans.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
