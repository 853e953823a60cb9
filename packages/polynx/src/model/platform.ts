/**
 * One neutral name for os/arch[/abi], mapped by each toolchain to its own (triple, GOOS/GOARCH, …).
 */
const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** `linux-x64`, `darwin-arm64`, `windows-x64`: the machine the graph is made on. */
export function hostPlatform(platform: string = process.platform, arch: string = process.arch): string {
  return `${OPERATING_SYSTEMS[platform] ?? platform}-${arch}`;
}

export function executableName(name: string, platform: string): string {
  if (platform.startsWith('windows')) return `${name}.exe`;
  return platform === 'wasm' || platform === 'wasi' || platform.endsWith('/wasm') ? `${name}.wasm` : name;
}

/** Both processors of a Mac in one file. Joined from the builds for each. */
export const UNIVERSAL = 'darwin-universal';
export const UNIVERSAL_PARTS = ['darwin-x64', 'darwin-arm64'] as const;

/**
 * The target that builds for a platform. A platform may also be named in a toolchain's own words, such as
 * `linux/riscv64`.
 */
export function platformIntent(platform: string): string {
  return `build-${platformWord(platform)}`;
}

/** As it stands in names of targets, folders and files. */
export function platformWord(platform: string): string {
  return platform.replaceAll('/', '-');
}

/** What a list of platforms comes to: a universal file needs its parts. */
export function withParts(platforms: readonly string[]): string[] {
  return [...new Set(platforms.flatMap((name) => (name === UNIVERSAL ? [...UNIVERSAL_PARTS, name] : name)))];
}
