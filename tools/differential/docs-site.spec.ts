/**
 * The site of the docs builds: a dead link, or a word that a page means as text and HTML does not, fails the
 * build.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { repository } from '../paths.js';

it('builds, with a page for every answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const site = await execa('npm', ['run', 'docs', '--', '--outDir', folder], {
    cwd: repository,
    // vitest's own value makes Vue a development build, which has no pages.
    env: { NODE_ENV: undefined, VITEST: undefined },
    reject: false,
    all: true,
  });
  expect(site.exitCode, site.all).toBe(0);
  for (const page of ['index', 'docs/how-do-i/index', 'docs/reference/options', 'nix/README'])
    expect(existsSync(join(folder, `${page}.html`)), page).toBe(true);
});
