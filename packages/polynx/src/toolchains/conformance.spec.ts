/**
 * Every fixture of every toolchain: `fixtures/<case>/input/**` is a small real workspace, `expected.json` what the toolchain says of it.
 * `npm run golden` rewrites the expectations; the diff is to be read.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { diskTree } from '../model/tree.js';
import { analyse } from '../plugin/analyse.js';
import { readOptions } from '../plugin/options.js';
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

/** Projects by root with all that reaches Nx: names, edges, targets. Details are the toolchain's own business. */
function describeCase(folder: string): unknown {
  const input = join(folder, 'input');
  const files = filesBelow(input).sort();
  const optionsFile = join(folder, 'options.json');
  const options = existsSync(optionsFile) ? (JSON.parse(readFileSync(optionsFile, 'utf8')) as unknown) : {};
  const { planned, names } = analyse(files, diskTree(input, files), readOptions(options));
  return planned.map(({ toolchain, project: { details: _, error, ...project }, tasks, links, broken }) => ({
    toolchain,
    ...project,
    name: names.get(project.root),
    ...(error === undefined ? {} : { error: error.message }),
    links,
    ...(broken === undefined ? {} : { broken: broken.targets }),
    tasks: Object.fromEntries(tasks.map(({ target, ...task }) => [target, withoutNothing(task)])),
  }));
}

/** Most tasks need nothing of another toolchain: empty lists would hide the few that do. */
function withoutNothing(task: object): object {
  const crossing = ['needs', 'resolvedReads', 'foreign'];
  return Object.fromEntries(
    Object.entries(task).filter(
      ([key, value]) => !(crossing.includes(key) && (value as unknown[]).length === 0),
    ),
  );
}

for (const { id } of toolchains) {
  describe(`${id} fixtures`, () => {
    for (const name of cases(id)) {
      it(name, () => {
        const folder = join(here, id, 'fixtures', name);
        const actual = `${JSON.stringify(describeCase(folder), null, 2)}\n`;
        const file = join(folder, 'expected.json');
        if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, actual);
        expect(actual).toBe(readFileSync(file, 'utf8'));
      });
    }
  });
}
