/**
 * The files that stay behind pass the repository's own formatters: nx.json is formatted by them, and the
 * wrapper, which is Nx's text, is left out of what they look at. prettier and oxfmt are Nx's to start
 * (`formatFiles`).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { answerOf } from '../../adapters/run.js';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';

const WRAPPER = '.nx/nxw.js';
const PRETTIER = /^(?:\.prettierrc(?:\..+)?|prettier\.config\..+|\.prettierignore)$/;

type Edit = readonly [file: string, text: string];

/** Lines that leave Nx's wrapper out, for each formatter that the repository has a configuration of. */
export function wrapperLeftOut(names: readonly string[], read: (file: string) => string): Edit[] {
  const edits: Edit[] = [];
  for (const file of names) {
    const text = () => read(file);
    if (/^deno\.jsonc?$/.test(file)) edits.push([file, withItem(text(), ['exclude'], '.nx')]);
    if (/^\.?biome\.jsonc?$/.test(file)) edits.push([file, leftOutOfBiome(text())]);
  }
  if (names.some((name) => PRETTIER.test(name))) {
    const ignore = names.includes('.prettierignore') ? read('.prettierignore') : '';
    edits.push(['.prettierignore', withLine(ignore, '.nx')]);
  }
  return edits.filter(([file, text]) => !names.includes(file) || text !== read(file));
}

function leftOutOfBiome(text: string): string {
  const { $schema = '', files = {} } = (parse(text) ?? {}) as {
    $schema?: string;
    files?: { ignore?: unknown; includes?: unknown };
  };
  if (files.ignore !== undefined || /\/1\./.test($schema)) return withItem(text, ['files', 'ignore'], '.nx');
  const all = files.includes === undefined ? withItem(text, ['files', 'includes'], '**') : text;
  return withItem(all, ['files', 'includes'], '!.nx');
}

function withItem(text: string, path: string[], item: string): string {
  const list = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | undefined)?.[key],
    parse(text),
  );
  const known = Array.isArray(list) ? list.map((one) => String(one).replace(/\/$/, '')) : [];
  return known.includes(item) ? text : addToJsonc(text, path, item);
}

function withLine(text: string, line: string): string {
  const isThere = text.split(/\r?\n/).some((one) => one.replace(/^\/|\/$/g, '') === line);
  return isThere ? text : `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${line}\n`;
}

export function leaveWrapperOut(host: Tree): void {
  if (!host.exists(WRAPPER)) return;
  const read = (file: string) => host.read(file, 'utf-8') ?? '';
  for (const [file, text] of wrapperLeftOut(host.children('.'), read)) host.write(file, text);
}

/**
 * Started in the repository when the files are there. One that is missing has nothing to say about them here
 * either.
 */
export async function formatByOwn(root: string, files: readonly string[]): Promise<void> {
  const has = (file: string) => existsSync(join(root, file));
  const biome = 'node_modules/@biomejs/biome/bin/biome';
  const commands = [
    ...(['deno.json', 'deno.jsonc'].some(has)
      ? [{ program: 'deno', args: ['fmt', '--quiet', ...files] }]
      : []),
    ...(['biome.json', 'biome.jsonc'].some(has) && has(biome)
      ? [{ program: process.execPath, args: [biome, 'format', '--write', ...files] }]
      : []),
  ];
  const given = { workspaceRoot: root, install: '', patience: 20_000 };
  for (const command of commands) await answerOf({ ...command, cwd: '.' }, given).catch(() => undefined);
}
