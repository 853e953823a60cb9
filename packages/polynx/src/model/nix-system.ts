/** Platforms by the names that Nix has for them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** `linux-arm64` is `aarch64-linux`; undefined where Nix has no name for it. */
export function nixSystem(platform: string): string | undefined {
  const [os = '', arch = ''] = platform.split('-');
  const cpu = ARCHITECTURES[arch];
  return cpu === undefined || !['linux', 'darwin'].includes(os) ? undefined : `${cpu}-${os}`;
}
