/** Ways to be interrupted: tools that stand still in the middle of their work, and disks that are full. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, execaSync } from 'execa';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './adoption.js';
import { QUIET } from './workspace.js';

/** The real tools, which stop half-way through their work when they are told to. */
export interface Brake {
  /** No part of any key. */
  readonly env: Readonly<Record<string, string>>;
  hold(): void;
  release(): void;
  /** The process that stands still. */
  held(): Promise<number>;
}

/**
 * rustc by way of cargo's wrapper; go by the first program of that name on PATH, which leaves half a file
 * where the binary should be, as a linker does that was killed.
 */
export async function brake(): Promise<Brake> {
  const folder = temporaryFolder();
  const signal = join(folder, 'hold');
  const pid = join(folder, 'pid');
  const wait = `if [ -e ${signal} ]; then\n  %\n  echo $$ > ${pid}.new && mv ${pid}.new ${pid}\n  exec sleep 60\nfi\n`;
  const { stdout: go } = await execa('which', ['go']);
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  script(
    join(folder, 'rustc-wrapper'),
    `case " $* " in *" --crate-name ___ "*|*" -vV "*) ;; *) ${wait.replace('%', ':')};; esac\nexec "$@"\n`,
  );
  const half = 'while [ $# -gt 0 ]; do if [ "$1" = -o ]; then echo half > "$2"; fi; shift; done';
  script(join(programs, 'go'), `if [ "$1" = build ]; then\n${wait.replace('%', half)}fi\nexec ${go} "$@"\n`);
  return {
    env: {
      RUSTC_WRAPPER: join(folder, 'rustc-wrapper'),
      PATH: [programs, QUIET.PATH].join(delimiter),
    },
    hold: () => writeFileSync(signal, ''),
    release: () => rmSync(signal),
    async held() {
      await until(() => existsSync(pid));
      const number = Number(readFileSync(pid, 'utf8'));
      rmSync(pid);
      return number;
    },
  };
}

function script(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}`);
  chmodSync(path, 0o755);
}

export async function until(condition: () => boolean, pause = 20): Promise<void> {
  for (let waited = 0; !condition(); waited += pause) {
    if (waited > 60_000) throw new Error('waited for a minute');
    await sleep(pause);
  }
}

export interface Disk {
  enlarge(): Promise<void>;
  /** What was in the folder before is there again. */
  remove(): Promise<void>;
}

/**
 * A small disk of its own in place of a folder.
 * @param options of tmpfs: `size=1m`, `nr_inodes=3`, `noexec`
 */
export async function smallDisk(folder: string, options: string): Promise<Disk> {
  mkdirSync(folder, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  const remove = async () => {
    await execa('umount', ['--lazy', folder], { reject: false });
  };
  onTestFinished(remove);
  return {
    remove,
    async enlarge() {
      await execa('mount', ['-o', 'remount,size=500m,nr_inodes=100k', folder]);
    },
  };
}

/** A folder that cannot be written, whoever asks. */
export async function readOnly(folder: string): Promise<Pick<Disk, 'remove'>> {
  mkdirSync(folder, { recursive: true });
  await execa('mount', ['--bind', folder, folder]);
  await execa('mount', ['-o', 'remount,ro,bind', folder]);
  const remove = async () => {
    await execa('umount', ['--lazy', folder], { reject: false });
  };
  onTestFinished(remove);
  return { remove };
}

/** A program as a user whom mode bits hinder. Root is one where it lacks two rights. */
export function hindered(program: string, args: readonly string[]): [string, string[]] {
  return process.getuid?.() === 0
    ? ['setpriv', ['--bounding-set=-dac_override,-dac_read_search', program, ...args]]
    : [program, [...args]];
}

/** Whether somebody may mount here: root may, most users and containers may not. */
export const mayMount = ((): boolean => {
  const folder = `/tmp/polynx-may-mount-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const { failed } = execaSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { reject: false });
  if (!failed) execaSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return !failed;
})();
