/**
 * The version that Nx wants to be required, and what shall stand before it. By `auto` the toolchain keeps
 * what stands there: Nx itself knows three signs only.
 */
export function wantedFrom(
  text: string,
  versionPrefix: string | undefined,
): { readonly version: string; readonly prefix?: string } {
  const [prefix = ''] = /^[~^=]?/.exec(text) ?? [];
  const version = text.slice(prefix.length);
  return versionPrefix === undefined || versionPrefix === 'auto' ? { version } : { version, prefix };
}
