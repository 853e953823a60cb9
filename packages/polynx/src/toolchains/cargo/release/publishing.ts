import { join } from '../../../model/paths.js';
import type { Project } from '../../../model/project.js';
import type { Publishing } from '../../toolchain.js';
import type { CargoDetails } from '../workspace.js';

/** https://doc.rust-lang.org/cargo/reference/manifest.html#the-publish-field */
export function cratePublishing({ details }: Project<CargoDetails>): Publishing | undefined {
  if (details.kind !== 'crate') return undefined;
  const { manifest, workspace, directory } = details.crate;
  const own = manifest.package;
  if (own === undefined) return undefined;
  const file = join(directory, 'Cargo.toml');
  const isInherited = typeof own['publish'] === 'object' && !Array.isArray(own['publish']);
  const publish = isInherited ? workspace.manifest.workspace?.package?.['publish'] : own['publish'];
  if (publish === false) return { leftOut: `publish = false in ${file}` };
  if (Array.isArray(publish) && publish.length === 0) return { leftOut: `publish = [] in ${file}` };
  return own.version === undefined ? { leftOut: `no version in ${file}` } : {};
}
