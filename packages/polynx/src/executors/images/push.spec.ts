/**
 * In which order things go to a registry, and what is left when it fails: with a skopeo that does as a test
 * says.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sha256 } from '../../formats/sums.js';
import { type PushSession, push } from './push.js';

const RAW = '{"schemaVersion":2}';
const DIGEST = `sha256:${sha256(Buffer.from(RAW))}`;
const TO = { host: 'r.example', prefix: '', repository: 'api', isPlain: false };
const LAYOUT = {
  folder: 'dist',
  image: { digest: DIGEST, name: '1.0' },
  sbom: { digest: 'sha256:1', name: 'sbom' },
};

let root = '';
let shown: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-push-'));
  shown = [];
  for (const folder of ['bin', 'fails', 'sleeps', 'dist']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'calls'), '');
  const script = [
    '#!/bin/sh',
    `echo "$@" >> '${root}/calls'`,
    `n=$(wc -l < '${root}/calls' | tr -d ' ')`,
    `if [ -f "${root}/sleeps/$n" ]; then exec sleep 30; fi`,
    `if [ -f "${root}/fails/$n" ]; then cat "${root}/fails/$n" >&2; exit 1; fi`,
    `case "$*" in *inspect*) printf '%s' '${RAW}';; esac`,
  ];
  writeFileSync(join(root, 'bin/skopeo'), `${script.join('\n')}\n`);
  chmodSync(join(root, 'bin/skopeo'), 0o755);
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env['PATH']}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function session(limits: Partial<PushSession['limits']> = {}): PushSession {
  const all = { retries: 2, delay: 1, timeout: 20_000, together: 1, ...limits };
  return {
    root,
    limits: all,
    deadline: Date.now() + all.timeout,
    show: (text) => shown.push(text),
  };
}

/** What the call of that number says when it fails. */
function fails(call: number, message: string): void {
  writeFileSync(join(root, 'fails', String(call)), `time="x" level=fatal msg=${JSON.stringify(message)}\n`);
}

/** What was done, in short: `copy :1.0`, `inspect @sha256:…`. */
function calls(): string[] {
  return readFileSync(join(root, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => `${/copy|inspect/.exec(line)?.[0]} ${line.split('r.example/api')[1]}`);
}

it('all of it is there, and given back as it was sent, before the first tag moves', async () => {
  fails(4, 'manifest unknown');
  const pushed = await push(session(), TO, LAYOUT, ['1.0', 'main']);
  expect(pushed).toEqual({ digest: DIGEST, tags: ['1.0', 'main'], previous: { main: DIGEST } });
  expect(calls()).toEqual([
    `copy @${DIGEST}`,
    `copy :${DIGEST.replace(':', '-')}.sbom`,
    `inspect @${DIGEST}`,
    'inspect :1.0',
    'inspect :main',
    // NB `main` stands for it already.
    'copy :1.0',
    'inspect :1.0',
  ]);
});

it('a registry that cannot be reached is tried again, each time later, and then no tag was moved', async () => {
  for (const call of [1, 2, 3]) fails(call, 'dial tcp 1.2.3.4:443: connect: connection refused');
  await expect(push(session(), TO, LAYOUT, ['1.0'])).rejects.toThrow(
    /The registry r\.example cannot be reached\.\n {2}dial tcp[\s\S]*No tag was moved: what is published is as it was\. Run the target again/,
  );
  expect(shown.slice(1)).toEqual([
    expect.stringContaining('Again in 0.001 s (1 of 2)'),
    expect.stringContaining('Again in 0.002 s (2 of 2)'),
  ]);
  expect(calls().every((call) => call === `copy @${DIGEST}`)).toBe(true);
});

it('what is refused is not tried again', async () => {
  fails(1, 'unauthorized: authentication required');
  await expect(push(session(), TO, LAYOUT, ['1.0'])).rejects.toThrow('or run: docker login r.example');
  expect(calls()).toHaveLength(1);
});

it('of a tag that cannot be moved it is said what it stands for, and which others moved', async () => {
  for (const call of [4, 5]) fails(call, 'manifest unknown');
  fails(8, 'tag invalid: the tag is immutable');
  await expect(push(session(), TO, LAYOUT, ['1.0', 'main'])).rejects.toThrow(
    /does not let a tag that is there be moved\.[\s\S]*The tag main could not be moved, and there was none before\. Moved already: 1\.0\./,
  );
});

it('a registry that gives other bytes back is found out', async () => {
  const other = { ...LAYOUT, image: { digest: 'sha256:2', name: '1.0' } };
  await expect(push(session(), TO, other, ['1.0'])).rejects.toThrow(`@sha256:2 is ${DIGEST} after the push`);
  expect(calls().filter((call) => call.startsWith('copy :1.0'))).toEqual([]);
});

it('a push that takes too long is ended', async () => {
  writeFileSync(join(root, 'sleeps/1'), '');
  await expect(push(session({ timeout: 300 }), TO, LAYOUT, ['1.0'])).rejects.toThrow(
    /was ended after 0\.3 s\.\n {2}POLYNX_PUSH_TIMEOUT/,
  );
});

it('a message has no credentials', async () => {
  fails(1, 'Get "https://ann:SEKRET@r.example/v2/": strange');
  await expect(push(session(), TO, LAYOUT, ['1.0'])).rejects.toThrow('https://r.example/v2/');
});
