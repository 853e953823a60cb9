import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import glob from 'fast-glob';
import { expect, it } from 'vitest';
import { repository } from './paths.js';

const pages = glob.sync(['*.md', 'docs/**/*.md', 'nix/README.md', 'examples/polyglot/README.md'], {
  cwd: repository,
});

it.each(pages)('every link in %s leads somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)];
  const dead = links.filter(([, path = '', anchor]) => {
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(repository, file))) return true;
    return anchor !== undefined && !anchorsOf(file).has(anchor);
  });
  expect(dead.map(([link]) => link)).toEqual([]);
});

function textOf(page: string): string {
  // What stands in code is no link.
  return readFileSync(join(repository, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
}

/**
 * https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
function anchorsOf(page: string): Set<string> {
  return new Set(
    [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

it('the figure in ARCHITECTURE.md has all pipes, in the order of pipes/index.ts', () => {
  const code = textOf('packages/polynx/src/pipes/index.ts');
  const files = new Map(
    [...code.matchAll(/^import \{ (\w+) \} from '\.\/(.*)\.js';$/gm)].map(([, name = '', file]) => [
      name,
      file,
    ]),
  );
  const list = /PIPES: readonly Pipe\[\] = \[([\s\S]*?)\];/.exec(code)?.[1] ?? '';
  const pipes = [...list.matchAll(/^ {2}(\w+),$/gm)].map(([, name = '']) => files.get(name));
  const figure = readFileSync(join(repository, 'ARCHITECTURE.md'), 'utf8');
  const line = /^ *[\w-]+(?: --> \S+){9,}$/m.exec(figure)?.[0] ?? '';
  const shown = line.split('-->').map((node) => /\[(.*)\]/.exec(node)?.[1] ?? node.trim());
  expect(pipes.length).toBeGreaterThan(10);
  expect(shown).toEqual(pipes);
});

const decisions = readdirSync(join(repository, 'docs/decisions'));

it.each(decisions)('decision %s is short, and ARCHITECTURE.md lists it', (page) => {
  const words = readFileSync(join(repository, 'docs/decisions', page), 'utf8').split(/\s+/);
  expect(words.length).toBeLessThanOrEqual(160);
  expect(textOf('ARCHITECTURE.md')).toContain(`(docs/decisions/${page})`);
});
