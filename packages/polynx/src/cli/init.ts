/**
 * `npx --package polynx polynx init`: Nx and polynx in a repository without a package.json. Nx lives in `.nx/installation` there, made by a wrapper (`./nx`) from
 * what nx.json says. `nx add` cannot do this for a packed file: it asks the registry for the file's version and installs that.
 * https://nx.dev/recipes/installation/install-non-javascript
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { applyEdits, type JSONPath, modify, parse } from 'jsonc-parser';
import { ownPackage } from '../adapters/own-package.js';
import { run } from '../adapters/run.js';
import { ExpectedError } from '../model/errors.js';
import { toPosix } from '../model/native-paths.js';

const require = createRequire(import.meta.url);

export async function initRepository(root: string): Promise<void> {
  if (existsSync(join(root, 'package.json'))) {
    throw new ExpectedError(
      'This repository has a package.json: let its package manager install Nx (npm install --save-dev nx), then run: npx nx add polynx',
    );
  }
  if (existsSync(join(root, 'nx.json'))) setInNxJson(root, ['installation', 'version'], nxVersion(), false);
  if (!existsSync(join(root, '.nx/nxw.js'))) {
    // NB Nx would fetch and start its latest version instead of the one that was asked for.
    const env = { NX_USE_LOCAL: 'true', NX_VERSION: nxVersion() };
    const args = ['init', '--useDotNxInstallation', '--interactive=false', '--nxCloud=skip'];
    await node(root, [nxProgram(), ...args], env);
  }
  setInNxJson(root, ['installation', 'plugins', 'polynx'], ownSpecifier(root), true);
  await node(root, ['.nx/nxw.js', 'generate', 'polynx:init']);
}

async function node(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = { program: process.execPath, args, cwd: '.', env };
  const { exitCode } = await run(command, { workspaceRoot: root, install: 'Install Node.js.' });
  if (exitCode !== 0) throw new ExpectedError(`node ${args.join(' ')} exited with code ${exitCode}`);
}

function nxVersion(): string {
  return (require('nx/package.json') as { version: string }).version;
}

function nxProgram(): string {
  const manifest = require.resolve('nx/package.json');
  const { bin } = require('nx/package.json') as { bin: { nx: string } };
  return join(dirname(manifest), bin.nx);
}

/**
 * How the wrapper gets the same polynx again: its version, or the file it was installed from. npx keeps a manifest beside node_modules that
 * says which.
 */
function ownSpecifier(root: string): string {
  const { folder, version } = ownPackage();
  const installer = join(folder, '../../package.json');
  const asked = existsSync(installer)
    ? (readJson(installer) as { dependencies?: Record<string, string> }).dependencies?.['polynx']
    : undefined;
  if (asked?.startsWith('file:')) {
    const file = resolve(dirname(installer), asked.slice('file:'.length));
    return `file:${toPosix(relative(join(root, '.nx/installation'), file))}`;
  }
  return version;
}

function setInNxJson(root: string, path: JSONPath, value: string, replace: boolean): void {
  const file = join(root, 'nx.json');
  const text = readFileSync(file, 'utf8');
  const present = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | undefined)?.[key],
    parse(text),
  );
  if (present === value || (present !== undefined && !replace)) return;
  const edits = modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
  writeFileSync(file, applyEdits(text, edits));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
