/** nx.json, as far as an installation needs it; the generator does the rest. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, type JSONPath, modify, parse } from 'jsonc-parser';
import { writeBeside } from '../../adapters/write-beside.js';
import { startedNxJson, withJs } from '../../generators/init/nx-json.js';
import { canAnalyse } from '../../generators/init/typescript.js';

const EMPTY = '{}\n';

interface Installation {
  readonly version?: string;
}

export function installationIn(root: string): Installation | undefined {
  return (parse(textIn(root)) as { installation?: Installation } | undefined)?.installation;
}

/** What a user chose for Nx stays; polynx is the one that runs. */
export function setInstallation(root: string, nx: string, polynx: string): void {
  const version = installationIn(root)?.version ?? nx;
  const text = withValue(
    withValue(textIn(root), ['installation', 'version'], version),
    ['installation', 'plugins', 'polynx'],
    polynx,
  );
  write(root, text);
}

export function startNxJson(root: string): void {
  const text = textIn(root) === EMPTY ? startedNxJson(undefined, true) : textIn(root);
  // NB before Nx runs for the first time: it would not come to the generator.
  const able = canAnalyse(root) ? text : withJs(text, 'analyzeSourceFiles', false);
  if (able !== textIn(root)) write(root, able);
}

function textIn(root: string): string {
  const file = join(root, 'nx.json');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.trim() === '' ? EMPTY : text;
}

function withValue(text: string, path: JSONPath, value: string): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)"/m.exec(text)?.[1]?.length ?? 2,
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

function write(root: string, text: string): void {
  const file = join(root, 'nx.json');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeBeside(file, Buffer.from(text), 0o644);
}
