/**
 * Universal ("fat") Mach-O files: a header, then one slice per processor. Written on any system, byte for
 * byte as `llvm-lipo -create` does.
 * https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/fat.h
 */
import { ExpectedError } from '../model/errors.js';

const FAT_MAGIC = 0xcafebabe;
const FAT_MAGICS = [FAT_MAGIC, 0xbebafeca, 0xcafebabf, 0xbfbafeca];
/** 64-bit, in the byte order of both processors. */
const MACH_O_64 = 0xfeedfacf;
/** Of a static library, which lipo joins in the same way. */
const ARCHIVE = '!<arch>\n';

const CPU: Readonly<Record<number, { readonly name: string; readonly alignment: number }>> = {
  [0x01000007]: { name: 'x86_64', alignment: 12 },
  [0x0100000c]: { name: 'arm64', alignment: 14 },
};

export interface Slice {
  /** Of the file, for messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Architecture {
  readonly name: string;
  readonly cpu: number;
  readonly subtype: number;
  /** Power of two at which the slice starts. */
  readonly alignment: number;
}

/**
 * Joins thin files of different processors. Throws an ExpectedError that names the file which does not fit.
 */
export function joinSlices(slices: readonly Slice[]): Uint8Array {
  const described = slices.map((slice) => ({ ...slice, ...architectureOf(slice) }));
  const seen = new Map<number, string>();
  for (const { cpu, name, path } of described) {
    const other = seen.get(cpu);
    if (other !== undefined)
      throw new ExpectedError(`${path} and ${other} are both for ${name}: a universal file has one of each.`);
    seen.set(cpu, path);
  }
  // NB lipo sorts by alignment, so that little is lost between slices.
  const sorted = described.sort((a, b) => a.alignment - b.alignment);
  const HEADER = 8;
  const ENTRY = 20;
  let end = HEADER + ENTRY * sorted.length;
  const placed = sorted.map((slice) => {
    const offset = alignUp(end, 2 ** slice.alignment);
    end = offset + slice.bytes.length;
    return { ...slice, offset };
  });
  if (end > 0xffffffff) throw new ExpectedError('A universal file cannot be larger than 4 GB.');
  const out = new Uint8Array(end);
  const view = new DataView(out.buffer);
  view.setUint32(0, FAT_MAGIC);
  view.setUint32(4, placed.length);
  placed.forEach(({ cpu, subtype, offset, bytes, alignment }, index) => {
    [cpu, subtype, offset, bytes.length, alignment].forEach((field, position) => {
      view.setUint32(HEADER + ENTRY * index + 4 * position, field);
    });
    out.set(bytes, offset);
  });
  return out;
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** What a thin file is for. */
export function architectureOf({ path, bytes }: Slice): Architecture {
  const header = isArchive(bytes) ? firstObject(path, bytes) : bytes;
  if (header.length < 32) throw new ExpectedError(`${path} is no Mach-O file: it has ${bytes.length} bytes.`);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (FAT_MAGICS.includes(view.getUint32(0))) throw new ExpectedError(`${path} is a universal file already.`);
  if (view.getUint32(0, true) !== MACH_O_64) throw new ExpectedError(`${path} is no 64-bit Mach-O file.`);
  const cpu = view.getUint32(4, true);
  const known = CPU[cpu];
  if (known === undefined)
    throw new ExpectedError(`${path} is for a processor that no Mac has (cpu type 0x${cpu.toString(16)}).`);
  if (!isArchive(bytes)) refuseTruncated(path, bytes);
  return { ...known, cpu, subtype: view.getUint32(8, true) };
}

function isArchive(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, ARCHIVE.length)) === ARCHIVE;
}

/**
 * The first member that is no table: `name/size` headers of 60 bytes.
 * https://en.wikipedia.org/wiki/Ar_(Unix)#File_format_details
 */
function firstObject(path: string, bytes: Uint8Array): Uint8Array {
  const text = (from: number, to: number) => new TextDecoder('latin1').decode(bytes.subarray(from, to));
  let at = ARCHIVE.length;
  while (at + 60 <= bytes.length) {
    const name = text(at, at + 16).trim();
    const size = Number(text(at + 48, at + 58).trim());
    // BSD puts a long name in front of the content.
    const long = Number(/^#1\/(\d+)$/.exec(name)?.[1] ?? 0);
    const content = bytes.subarray(at + 60 + long, at + 60 + size);
    const fullName = long > 0 ? text(at + 60, at + 60 + long) : name;
    if (!fullName.startsWith('__.SYMDEF') && name !== '/' && name !== '//') return content;
    at += 60 + size + (size % 2);
  }
  throw new ExpectedError(`${path} is an archive without an object in it.`);
}

const LC_SEGMENT_64 = 0x19;

/** A file that a full disk cut off still has its header: every segment must end within it. */
function refuseTruncated(path: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const truncated = () =>
    new ExpectedError(`${path} is cut off: its own header promises more than its ${bytes.length} bytes.`);
  const commands = view.getUint32(16, true);
  if (32 + view.getUint32(20, true) > bytes.length) throw truncated();
  let at = 32;
  for (let index = 0; index < commands; index++) {
    if (at + 8 > bytes.length) throw truncated();
    if (view.getUint32(at, true) === LC_SEGMENT_64) {
      const end = view.getBigUint64(at + 40, true) + view.getBigUint64(at + 48, true);
      if (end > BigInt(bytes.length)) throw truncated();
    }
    at += Math.max(view.getUint32(at + 4, true), 8);
  }
}

/** The slices of a universal file, as they went in. */
export function slicesOf(bytes: Uint8Array): (Architecture & { readonly bytes: Uint8Array })[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0) !== FAT_MAGIC) return [];
  return Array.from({ length: view.getUint32(4) }, (_, index) => {
    const field = (position: number) => view.getUint32(8 + 20 * index + 4 * position);
    const cpu = field(0);
    return {
      cpu,
      name: CPU[cpu]?.name ?? 'unknown',
      subtype: field(1),
      alignment: field(4),
      bytes: bytes.subarray(field(2), field(2) + field(3)),
    };
  });
}
