/**
 * zip, for Windows. Modes are those of Unix, so that unzip elsewhere leaves a program that starts.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { crc32 } from 'node:zlib';
import { deflate } from './deflate.js';
import { bytesOf, concat, type Entry, type Stamp, sorted } from './entry.js';

const VERSION = 20;
const UNIX = 3;
const UTF_8 = 0x0800;
const DEFLATED = 8;

export function zip(entries: readonly Entry[], { time }: Stamp): Uint8Array {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes, isExecutable = false } of sorted(entries)) {
    const name = bytesOf(path);
    const data = deflate(bytes);
    const common = [
      u16(UTF_8),
      u16(DEFLATED),
      ...dosTime(time),
      u32(crc32(bytes)),
      u32(data.length),
      u32(bytes.length),
    ];
    const header = concat([u32(0x04034b50), u16(VERSION), ...common, u16(name.length), u16(0), name]);
    const mode = 0o100000 | (isExecutable ? 0o755 : 0o644);
    central.push(
      concat([
        u32(0x02014b50),
        u16((UNIX << 8) | VERSION),
        u16(VERSION),
        ...common,
        u16(name.length),
        u16(0),
        u16(0),
        u16(0),
        u16(0),
        u32(mode * 0x10000),
        u32(offset),
        name,
      ]),
    );
    local.push(header, data);
    offset += header.length + data.length;
  }
  const directory = concat(central);
  const count = u16(central.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(directory.length), u32(offset), u16(0)];
  return concat([...local, directory, ...end]);
}

/** Time, then date, in steps of two seconds since 1980 and without a zone: that of UTC. */
function dosTime(seconds: number): Uint8Array[] {
  const at = new Date(Math.max(seconds, Date.UTC(1980, 0, 1) / 1000) * 1000);
  return [
    u16((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)),
    u16(((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()),
  ];
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
}

function u32(value: number): Uint8Array {
  return concat([u16(value), u16(Math.floor(value / 0x10000))]);
}
