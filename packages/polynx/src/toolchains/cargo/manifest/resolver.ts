import { type CargoToml, textField } from './cargo-toml.js';

/**
 * https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions; 3 chooses versions otherwise,
 * not features.
 */
export function resolverOf({ workspace, package: root }: CargoToml): 1 | 2 {
  const asked = workspace?.resolver ?? root?.['resolver'];
  if (typeof asked === 'string') return asked === '1' ? 1 : 2;
  const edition = textField(root?.edition, workspace?.package?.['edition']);
  return edition === undefined || Number(edition) < 2021 ? 1 : 2;
}
