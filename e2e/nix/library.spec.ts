/** The Nix library, built for real on a stand-in for nixpkgs: offline, from lock files alone, in a store of its own. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { repository } from '../../tools/paths.js';

const checks = join(repository, 'nix/checks');
const dest = join(tmpdir(), 'polynx-nix-checks');
const TEN_MINUTES = 600_000;

interface Run {
  readonly exitCode?: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function nixBuild(args: readonly string[]): Promise<Run> {
  return execa('node', [join(checks, 'run.mjs'), dest, '--', ...args], { reject: false });
}

beforeAll(async () => {
  await execa('node', [join(checks, 'prepare.mjs'), dest]);
}, TEN_MINUTES);

test(
  'every function builds something real, without a network and without a hash kept by hand',
  async () => {
    const { exitCode, stderr } = await nixBuild(['-A', 'runAllTests']);
    expect(exitCode, stderr.slice(-4000)).toBe(0);
  },
  TEN_MINUTES,
);
