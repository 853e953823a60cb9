/** Names of platforms, and what a misspelt one was meant to be. */
import { closest } from './did-you-mean.js';
import { ownEntry } from './own-entry.js';
import { UNIVERSAL } from './platform.js';

/** Neutral names that are built for most. A toolchain may know more, in its own words. */
export const PLATFORM_NAMES: readonly string[] = [
  ...['linux-x64', 'linux-arm64', 'linux-x64-musl', 'linux-arm64-musl'],
  ...['darwin-x64', 'darwin-arm64', UNIVERSAL],
  ...['windows-x64', 'windows-arm64', 'windows-x64-gnu', 'windows-arm64-gnu'],
  ...['wasm', 'wasi'],
];

/** What others call them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  macos: 'darwin',
  mac: 'darwin',
  osx: 'darwin',
  apple: 'darwin',
  win: 'windows',
  win32: 'windows',
  win64: 'windows',
  amd64: 'x64',
  x86_64: 'x64',
  aarch64: 'arm64',
};

/** The platform that an unknown name stands for: other people's word for it, or a slip of the hand. */
export function meantPlatform(name: string): string | undefined {
  const plain = name.toLowerCase().split(/[-_/]/).join('-').replaceAll('x86-64', 'x64');
  const words = plain.split('-').map((word) => ownEntry(SYNONYMS, word) ?? word);
  const translated = words.join('-');
  return PLATFORM_NAMES.includes(translated) ? translated : closest(translated, PLATFORM_NAMES);
}

/** `unknown platform linux-x65. Did you mean linux-x64?` */
export function unknownPlatform(name: string): string {
  const meant = meantPlatform(name);
  return `unknown platform ${name}${meant === undefined ? '' : `. Did you mean ${meant}?`}`;
}
