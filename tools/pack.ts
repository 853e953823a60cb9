/**
 * `npm run pack`: the packed package as dist/polynx-<version>.tgz. Tests and the demo use this, never the
 * sources.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { buildPackage } from './build.js';
import { packageFolder, repository } from './paths.js';

export async function packPackage(folder = join(repository, 'dist')): Promise<string> {
  await buildPackage();
  mkdirSync(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: packageFolder,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error('npm pack said nothing');
  return join(folder, packed.filename);
}

if (process.argv[1]?.endsWith('pack.ts')) console.log(await packPackage());
