/**
 * The shell scripts of this repository, checked by shellcheck. What a release makes of the installer,
 * packages.spec.ts checks.
 */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { repository } from '../tools/paths.js';
import { debianPackages } from './support/debian.js';

it('shellcheck has nothing to say about any of them', async () => {
  const { stdout } = await execa('git', ['ls-files', '*.sh', '.ci/run'], { cwd: repository });
  const scripts = stdout.split('\n');
  expect(scripts).toContain('packages/polynx/src/formats/installers/install.sh');
  const shellcheck = join(await debianPackages('shellcheck'), 'usr/bin/shellcheck');
  const { all } = await execa(shellcheck, scripts, { cwd: repository, reject: false, all: true });
  expect(all).toBe('');
});
