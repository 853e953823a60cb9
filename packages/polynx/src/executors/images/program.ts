import { readElf } from '../../formats/elf.js';
import { ExpectedError } from '../../model/errors.js';
import { systemOf } from '../../model/shipping.js';

/**
 * An image without a system has no loader: a program that asks for one ends there with "no such file", which
 * says nothing of why.
 */
export function checkProgram({
  path,
  bytes,
  platform,
  hasBase,
}: {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly platform: string;
  readonly hasBase: boolean;
}): void {
  const elf = readElf(bytes);
  if (elf === undefined)
    throw new ExpectedError(
      `${path} is not a program for Linux, and images are for Linux.\n  Name the platforms of the image in "platforms", such as "linux-x64".`,
    );
  const { cpu } = systemOf(platform);
  if (elf.cpu !== cpu)
    throw new ExpectedError(
      `${path} is made for ${elf.cpu ?? 'another processor'}, and the image for ${platform}.\n  Build it again: nx reset, if an option of a target moved it.`,
    );
  if (elf.interpreter === undefined || hasBase) return;
  throw new ExpectedError(
    [
      `${path} is dynamically linked: it starts by ${elf.interpreter || 'a loader'}, which an image without a system does not have.`,
      '  One of these makes an image of it:',
      `    a static program: for Rust the platform ${musl(cpu)} in "platforms"; for Go "go": { "cgo": false }`,
      '    a base with the loader and its libraries: "images": { "base": "registry.example.com/distroless/cc@sha256:…" }, which programs of Node and Deno need',
      '    the package that Nix builds, with all it needs: "images": { "from": "nix" }',
    ].join('\n'),
  );
}

function musl(cpu = 'x64'): string {
  return `linux-${cpu}-musl`;
}
