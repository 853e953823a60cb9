import type { Scope } from '../../model/project.js';
import type { Intent } from '../toolchain.js';
import type { Targets } from './manifest/deliverables.js';
import type { CargoRunOptions } from './options.js';

/** One row per intent: what cargo is asked, what it sees, and whether the answer can be kept. */
export interface Row extends Intent {
  readonly command: CargoRunOptions['command'];
  readonly scope: Scope;
  readonly profiles?: boolean;
  readonly continuous?: boolean;
  readonly for?: (targets: Targets) => boolean;
}

const hasBins = ({ bins }: Targets) => bins.length > 0;

export const rows: readonly Row[] = [
  {
    name: 'build',
    command: 'build',
    scope: 'production',
    cached: true,
    profiles: true,
    description: 'Compile the library and the binaries',
  },
  {
    name: 'test',
    command: 'test',
    scope: 'development',
    cached: true,
    profiles: true,
    description: 'Run unit, integration and documentation tests',
  },
  {
    name: 'check',
    command: 'check',
    scope: 'production',
    cached: true,
    description: 'Check for errors without generating code',
  },
  { name: 'lint', command: 'clippy', scope: 'production', cached: true, description: 'Lint with clippy' },
  {
    name: 'format',
    command: 'fmt',
    scope: 'development',
    cached: false,
    description: 'Format the sources with rustfmt',
  },
  {
    name: 'format-check',
    command: 'fmt-check',
    scope: 'development',
    cached: true,
    description: 'Check that the sources are formatted',
  },
  {
    name: 'doc',
    command: 'doc',
    scope: 'production',
    cached: true,
    description: 'Generate the documentation',
  },
  {
    name: 'bench',
    command: 'bench',
    scope: 'development',
    cached: false,
    description: 'Run the benchmarks',
    for: ({ hasBenches }) => hasBenches,
  },
  {
    name: 'run',
    command: 'run',
    scope: 'production',
    cached: false,
    continuous: true,
    profiles: true,
    description: 'Run the binary',
    for: hasBins,
  },
  {
    name: 'dev',
    command: 'dev',
    scope: 'production',
    cached: false,
    continuous: true,
    description: 'Run the binary again on every change',
    for: hasBins,
  },
];

export function isFormat({ command }: Row): boolean {
  return command === 'fmt' || command === 'fmt-check';
}

export function rowNamed(name: string): Row {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}
