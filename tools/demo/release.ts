/**
 * `npm run demo -- --release`: packages for six platforms, and which of them a change of one line makes
 * again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, table } from './report.js';
import type { Workspace } from './workspace.js';

const CHANGES: readonly (readonly [file: string, from: string, to: string])[] = [
  ['services/api/server.go', 'package main\n', 'package main\n\n// Changed by the demo.\n'],
  ['crates/greeting/src/lib.rs', 'format!("Hello, {name}!")', 'format!("Hi, {name}!")'],
  ['crates/hello/src/main.rs', 'fn main() {', 'fn main() { // Changed by the demo.'],
  ['README.md', '\n', '\nChanged by the demo.\n'],
];

export async function release(workspace: Workspace, exclude: readonly string[]): Promise<void> {
  const tasks = ['run-many', '-t', 'package', ...exclude];
  const first = await workspace.tasks(tasks);
  say(`tasks         ${first.ran.length + first.cached.length}`);
  showArtifacts(workspace);
  for (const [file, from, to] of CHANGES) {
    const path = join(workspace.root, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    const { ran, cached } = await workspace.tasks(tasks);
    const share = `${ran.length} of ${ran.length + cached.length} tasks ran`;
    say(`changed       ${file}: ${share}: ${ran.sort().join(', ')}`);
  }
  await workspace.run('git', ['checkout', '--quiet', '--', '.']);
}

function showArtifacts({ root }: Workspace): void {
  const list = JSON.parse(readFileSync(join(root, 'dist/release.json'), 'utf8')) as {
    releases: { artifacts: { file: string; size: number; sha256: string }[] }[];
  };
  const artifacts = list.releases.flatMap((one) => one.artifacts);
  table(artifacts.map(({ file, size, sha256 }) => [`dist/${file}`, String(size), sha256.slice(0, 12)]));
}
