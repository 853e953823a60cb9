/**
 * The hash that Nix has of a folder: of its files, their names, links, and whether they can be run; of no
 * time and no owner. https://nix.dev/manual/nix/latest/protocols/nix-archive
 */
import { createHash, type Hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** `sha256-…`, as `nix hash path` prints it. */
export function narHash(path: string): string {
  const hash = createHash('sha256');
  write(hash, 'nix-archive-1');
  writeNode(hash, path, 0);
  return `sha256-${hash.digest('base64')}`;
}

/** The words before and behind a name. NB written so that none of them is taken for a toolchain's. */
const [ENTRY, OF_ENTRY] = ['entry ( name'.split(' '), ' node'.split(' ').slice(1)];

/** NB git has no deeper one either: it gives up at 2048. */
const DEEPEST = 2048;

function writeNode(hash: Hash, path: string, depth: number): void {
  if (depth > DEEPEST) throw new Error(`${path} lies deeper than ${DEEPEST} folders`);
  const stat = lstatSync(path);
  write(hash, '(', 'type');
  if (stat.isSymbolicLink()) write(hash, 'symlink', 'target', readlinkSync(path));
  else if (stat.isFile()) {
    write(hash, 'regular', ...((stat.mode & 0o100) === 0 ? [] : ['executable', '']));
    write(hash, 'contents', readFileSync(path));
  } else if (stat.isDirectory()) {
    write(hash, 'directory');
    for (const name of readdirSync(path).sort(byBytes)) {
      write(hash, ...ENTRY, name, ...OF_ENTRY);
      writeNode(hash, join(path, name), depth + 1);
      write(hash, ')');
    }
  } else throw new Error(`${path} is neither a file nor a folder nor a link`);
  write(hash, ')');
}

/** NB the order of UTF-8 is not that of UTF-16. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A length of eight bytes, the bytes, and zeros until eight divide them. */
function write(hash: Hash, ...parts: readonly (string | Buffer)[]): void {
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    hash.update(length).update(bytes);
    hash.update(Buffer.alloc((8 - (bytes.length % 8)) % 8));
  }
}
