import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { narHash } from './nar.js';

it.skipIf(process.platform === 'win32')(
  'a folder, a file and a link have the hashes that nix hash path prints',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'polynx-nar-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const at = (path: string) => join(folder, path);
    mkdirSync(at('sub/empty'), { recursive: true });
    writeFileSync(at('a'), 'hello');
    writeFileSync(at('run'), '#!/bin/sh\n');
    chmodSync(at('run'), 0o755);
    symlinkSync('../a', at('sub/link'));
    // NB the order of UTF-8 is not that of UTF-16.
    for (const name of ['ｚ', '🙂', 'Z']) writeFileSync(at(`sub/${name}`), '');
    expect(narHash(folder)).toBe('sha256-p+RnuKKW3Y8yDdCMXVBURgsNmdVoSy6rkxr/nufUgZQ=');
    expect(narHash(at('a'))).toBe('sha256-CkMIecJm+LV/QJKg+TXPP6zUi7zN5XYNR0jKQFFx6Wk=');
    expect(narHash(at('sub/link'))).toBe('sha256-hPTZgMDSc10mRRcp0rdIVinYXrtL9k6Y2hZ4iaUR3p8=');
  },
);
