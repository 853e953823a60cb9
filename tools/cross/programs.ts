import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compact } from '../../packages/polynx/src/model/compact.js';

export interface ProgramOptions {
  /** Where its shared libraries lie. */
  readonly libraries?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In front of what it is given. */
  readonly args?: readonly string[];
}

/**
 * A program that is not where it was built to be: a script of two lines in its place. The paths are our own,
 * of a folder without spaces.
 */
export function writeProgram(
  file: string,
  program: string,
  { libraries, env = {}, args = [] }: ProgramOptions = {},
): void {
  mkdirSync(dirname(file), { recursive: true });
  const all = compact({ LD_LIBRARY_PATH: libraries, ...env });
  const variables = Object.entries(all).map(([name, value]) => `${name}='${value}' `);
  writeFileSync(file, `#!/bin/sh\n${variables.join('')}exec ${[program, ...args].join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
}
