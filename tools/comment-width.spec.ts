/** Comments wrap at the formatter's width, as code does. Biome leaves them alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from './paths.js';

const FOLDERS = ['packages/polynx/src', 'tools', 'e2e'];
const WIDTH = 110;

/** A line that is a comment and nothing else. */
const COMMENT = /^\s*(?:\/\/|\/\*\*|\*)/;
/** A directive stands on one line; an address has no place to break. */
const UNBREAKABLE = /biome-ignore|@ts-|https?:\S{60}/;

it.each(FOLDERS)('no comment in %s is wider than the code', (folder) => {
  const files = readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|mjs)$/.test(file) && !/(^|\/)(fixtures|node_modules)\//.test(file),
  );
  const wide = files.flatMap((file) =>
    readFileSync(join(repository, folder, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.length > WIDTH && COMMENT.test(line) && !UNBREAKABLE.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  );
  expect(wide).toEqual([]);
});
