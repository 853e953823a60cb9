/**
 * What `nx sync` asks a jsr registry for: the fixture of the Nix library's check, from a registry on this
 * machine.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repository } from '../../tools/paths.js';
import { createWorkspace } from '../support/workspace.js';

const fixture = join(repository, 'nix/checks/buildDenoApp');
const TWIN = 'nix/generated/locks/deno.lock.json';

async function registry(): Promise<{ readonly url: string; readonly asked: string[]; stop(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url !== '/@acme/shout/1.0.0_meta.json') return void response.writeHead(404).end();
    response.end(readFileSync(join(fixture, 'mirror/1.0.0_meta.json')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}

test('nx sync lists the files of jsr packages for Nix once, and takes no list that is not the locked one', async () => {
  const jsr = await registry();
  const files = Object.fromEntries(
    ['deno.lock', 'main.ts'].map((name) => [name, readFileSync(join(fixture, 'app', name), 'utf8')]),
  );
  const workspace = await createWorkspace(
    { ...files, 'deno.json': '{ "name": "@acme/hello" }' },
    { env: () => ({ JSR_URL: jsr.url }) },
  );
  const made = await workspace.nx(['g', 'polynx:flake']);
  expect(made.exitCode, made.output).toBe(0);
  expect(JSON.parse(workspace.read(TWIN))).toEqual(
    JSON.parse(readFileSync(join(fixture, 'app', TWIN), 'utf8')),
  );
  expect(jsr.asked).toEqual(['/@acme/shout/1.0.0_meta.json']);

  expect((await workspace.nx(['sync:check'])).exitCode).toBe(0);
  expect(jsr.asked).toHaveLength(1);

  // What no program is made from, nobody has to be asked about.
  workspace.write('deno.json', '{ "name": "@acme/hello", "version": "1.0.0", "exports": "./main.ts" }');
  workspace.remove(TWIN);
  expect((await workspace.nx(['sync'])).exitCode).toBe(0);
  expect(workspace.has(TWIN)).toBe(false);
  expect(jsr.asked).toHaveLength(1);
  await workspace.run('git', ['checkout', '--quiet', 'deno.json']);

  const lock = workspace.read('deno.lock');
  workspace.write('deno.lock', lock.replace('@acme/shout@1.0.0', '@acme/shout@1.0.1'));
  const unknown = await workspace.nx(['sync']);
  expect(unknown.exitCode).not.toBe(0);
  expect(unknown.output).toMatch(/deno\.lock: deno could not tell[\s\S]*1\.0\.1_meta\.json: 404/);

  workspace.remove(TWIN);
  workspace.write('deno.lock', lock.replace('7ca3c812', '00000000'));
  const changed = await workspace.nx(['sync']);
  expect(changed.exitCode).not.toBe(0);
  expect(changed.output).toContain('the files of @acme/shout@1.0.0 is not the one that is locked');
}, 120_000);
