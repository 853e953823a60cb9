import { compact } from '../../../model/compact.js';
import type { About } from '../../../model/shipping.js';
import { versionOf } from '../inputs/sbom.js';
import { textField } from './cargo-toml.js';
import type { Crate } from './crates.js';

/** https://doc.rust-lang.org/cargo/reference/manifest.html#the-package-section */
export function aboutCrate(crate: Crate): About {
  const { name, manifest, workspace } = crate;
  const field = (key: string) =>
    textField(
      manifest.package?.[key] as Parameters<typeof textField>[0],
      workspace.manifest.workspace?.package?.[key],
    );
  const version = versionOf(crate);
  const description = field('description')?.trim();
  // The slash is how cargo wrote OR before 2020.
  const license = field('license')?.replaceAll('/', ' OR ');
  const homepage = field('homepage') ?? field('repository');
  return compact({
    name,
    version,
    description,
    license,
    homepage,
  });
}
