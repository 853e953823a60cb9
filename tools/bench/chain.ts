/**
 * Crates that need each other in a chain: the packed plugin's processor time, in a process of its own, per
 * number of crates.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packPackage } from '../pack.js';
import { repository } from '../paths.js';
import { install } from './installations.js';
import type { BenchmarkOptions } from './options.js';
import { printTable } from './table.js';

const SIZES = [400, 800, 2000];

export async function benchChain({ runs, keep }: BenchmarkOptions): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'polynx-bench-chain-'));
  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const nx = ['nx', '@nx/devkit'].map((name) => `${name}@${devDependencies[name]}`);
  const installation = await install(join(scratch, 'installation'), [...nx, await packPackage(scratch)]);
  const rows: { readonly size: number; readonly milliseconds: number }[] = [];
  for (const size of SIZES) {
    const times: number[] = [];
    for (let run = 0; run < runs; run++)
      times.push(await once(join(scratch, 'workspace'), size, installation));
    rows.push({ size, milliseconds: times.sort((a, b) => a - b)[runs >> 1] ?? 0 });
  }
  printTable(
    [
      { head: 'crates in a chain', cell: ({ size }) => String(size) },
      { head: 'processor ms', cell: ({ milliseconds }) => milliseconds.toFixed(0) },
      { head: 'ms per crate', cell: ({ size, milliseconds }) => (milliseconds / size).toFixed(2) },
    ],
    rows,
  );
  if (!keep) rmSync(scratch, { recursive: true });
}

async function once(folder: string, size: number, installation: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  for (let index = 0; index < size; index++) {
    mkdirSync(join(folder, `c${index}/src`), { recursive: true });
    writeFileSync(join(folder, `c${index}/src/lib.rs`), '');
    const next = index + 1 < size ? `[dependencies]\nc${index + 1} = { path = "../c${index + 1}" }\n` : '';
    writeFileSync(
      join(folder, `c${index}/Cargo.toml`),
      `[package]\nname = "c${index}"\nversion = "0.1.0"\n${next}`,
    );
  }
  writeFileSync(join(folder, 'nx.json'), '{}');
  symlinkSync(join(installation, 'node_modules'), join(folder, 'node_modules'));
  const result = join(folder, '../result.json');
  await execa(process.execPath, [join(import.meta.dirname, '../fuzz/one-repository.mjs'), folder, result]);
  return (JSON.parse(readFileSync(result, 'utf8')) as { milliseconds: number }).milliseconds;
}
