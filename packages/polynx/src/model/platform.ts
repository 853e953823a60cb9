/**
 * One neutral name for os/arch[/abi], mapped by each toolchain to its own (triple, GOOS/GOARCH, …).
 */
const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** `linux-x64`, `darwin-arm64`, `windows-x64`: the machine the graph is made on. */
export function hostPlatform(platform: string = process.platform, arch: string = process.arch): string {
  return `${OPERATING_SYSTEMS[platform] ?? platform}-${arch}`;
}

export function executableName(name: string, platform: string): string {
  return platform.startsWith('windows') ? `${name}.exe` : name;
}
