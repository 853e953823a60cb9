/** `polynx trace` in tests, with a strace that needs no installation. */
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { debianPackages } from './debian.js';
import { polynx } from './polynx.js';
import { QUIET, type Run, type Workspace } from './workspace.js';

interface Report {
  readonly task: string;
  readonly failed?: string;
  readonly findings: readonly { readonly kind: string; readonly path: string; readonly program?: string }[];
}

export async function trace(workspace: Workspace, ...args: readonly string[]): Promise<Run> {
  const strace = join(await debianPackages('strace', 'libunwind8'), 'usr/bin');
  return polynx(workspace, ['trace', ...args], { PATH: [strace, QUIET.PATH].join(delimiter) });
}

/** @returns the ids of the traced tasks */
export async function expectNothingUndeclared(
  workspace: Workspace,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const { stdout, output } = await trace(workspace, '--json', ...args);
  expect(stdout, output).toMatch(/^\[/);
  const reports = JSON.parse(stdout) as readonly Report[];
  expect(reports.filter(({ failed, findings }) => failed !== undefined || findings.length > 0)).toEqual([]);
  return reports.map(({ task }) => task);
}
