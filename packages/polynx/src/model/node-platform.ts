/**
 * What packages for one platform are called by those who load modules for Node from them: `linux-x64-gnu`,
 * `darwin-arm64`, `win32-x64-msvc`.
 * https://napi.rs/docs/cli/napi-config
 */
import { systemOf } from './shipping.js';

/** @param triple what the toolchain calls it, where there is such a name; it says which C library is meant */
export function nodePlatform(platform: string, triple = platform): string | undefined {
  const { os, cpu } = systemOf(platform);
  if (os === 'other' || cpu === undefined) return undefined;
  const abi = os === 'darwin' ? undefined : abiOf(triple, os);
  return [os === 'windows' ? 'win32' : os, cpu, ...(abi === undefined ? [] : [abi])].join('-');
}

function abiOf(triple: string, os: 'linux' | 'windows'): string {
  const stated = triple.split(/[-/]/).find((part) => /^(?:gnu|musl|msvc)/.test(part));
  return stated ?? (os === 'linux' ? 'gnu' : 'msvc');
}
