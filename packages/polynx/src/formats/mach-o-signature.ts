/**
 * Ad-hoc code signatures: digests of a Mach-O file's pages, with nobody's name. macOS on Apple silicon runs
 * no program without one, and kills a program whose pages are not those that were signed; linkers sign, and
 * whatever changes the file afterwards breaks it. Written as Go's linker and LLVM do.
 * https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h
 */
import { ExpectedError } from '../model/errors.js';
import type { Slice } from './mach-o.js';

/** 64-bit, in the byte order of both processors. */
const MACH_O_64 = 0xfeedfacf;
const HEADER = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
/** Programs, libraries and bundles; the loader looks at no other kind. */
const SIGNED_TYPES = [2, 6, 8];
const MH_EXECUTE = 2;

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const CODE_DIRECTORY_SLOT = 0;
/** Directories with other digests, for newer or older systems. */
const ALTERNATE_SLOTS = [0x1000, 0x1001, 0x1002, 0x1003, 0x1004];
/** The signature of somebody who has a key. */
const CMS_SLOT = 0x10000;
const ALGORITHMS: Readonly<Record<number, 'sha1' | 'sha256'>> = { 1: 'sha1', 2: 'sha256' };

const SUPER_BLOB = 12;
const BLOB_INDEX = 8;
const DIRECTORY = 88;
const DIGEST = 32;
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
/** Ad hoc, by a linker: any tool that signs may replace it. */
const FLAGS = 0x20002;
const VERSION = 0x20400;
const MAIN_BINARY = 1n;
/** A signature starts at a multiple of it. */
const ALIGNMENT = 16;
/** Pages of Apple silicon; the larger one is right for Intel too. */
const MEMORY_PAGE = 0x4000;

/** Of bytes, by an algorithm of that name. Given, since the model imports nothing. */
export type Digest = (algorithm: 'sha1' | 'sha256', bytes: Uint8Array) => Uint8Array;

export type SignatureState = 'valid' | 'invalid' | 'none' | 'by somebody';

/**
 * The file with an ad-hoc signature that is valid. The very same bytes where it has one, where somebody with
 * a key has signed it, and where it is nothing that is signed (an object file, an archive, a universal file,
 * no Mach-O). Throws an ExpectedError when there is no room for the signature's load command.
 */
export function withValidSignature({ path, bytes }: Slice, digest: Digest): Uint8Array {
  const layout = layoutOf(bytes);
  if (layout === undefined) return bytes;
  const state = stateOf(bytes, layout, digest);
  return state === 'valid' || state === 'by somebody' ? bytes : signed({ path, bytes }, layout, digest);
}

/** Undefined for what is never signed. */
export function signatureState(bytes: Uint8Array, digest: Digest): SignatureState | undefined {
  const layout = layoutOf(bytes);
  return layout === undefined ? undefined : stateOf(bytes, layout, digest);
}

interface Segment {
  /** Of its load command in the file. */
  readonly at: number;
  readonly memorySize: number;
  readonly offset: number;
  readonly size: number;
}

interface Layout {
  readonly type: number;
  readonly commands: number;
  /** Of all load commands, in bytes. */
  readonly commandsSize: number;
  /** Where the first content begins: what lies before may be taken for load commands. */
  readonly firstContent: number;
  readonly text: Segment;
  readonly linkedit: Segment;
  readonly signature: { readonly at: number; readonly offset: number; readonly size: number } | undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h. Undefined also
 * where the load commands make no sense.
 */
function layoutOf(bytes: Uint8Array): Layout | undefined {
  const view = viewOf(bytes);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MACH_O_64) return undefined;
  const [type, commands, commandsSize] = [12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  if (!SIGNED_TYPES.includes(type) || HEADER + commandsSize > bytes.length) return undefined;
  const segments = new Map<string, Segment>();
  let signature: Layout['signature'];
  let firstContent = bytes.length;
  let at = HEADER;
  for (let index = 0; index < commands && at + 8 <= HEADER + commandsSize; index++) {
    const size = view.getUint32(at + 4, true);
    if (size < 8 || at + size > HEADER + commandsSize) return undefined;
    const command = view.getUint32(at, true);
    if (command === LC_SEGMENT_64) {
      segments.set(nameAt(bytes, at + 8), segmentAt(view, at));
      for (const offset of sectionOffsets(view, at)) firstContent = Math.min(firstContent, offset);
    }
    if (command === LC_CODE_SIGNATURE)
      signature = { at, offset: view.getUint32(at + 8, true), size: view.getUint32(at + 12, true) };
    at += size;
  }
  const [text, linkedit] = [segments.get('__TEXT'), segments.get('__LINKEDIT')];
  if (text === undefined || linkedit === undefined) return undefined;
  return { type, commands, commandsSize, firstContent, text, linkedit, signature };
}

function nameAt(bytes: Uint8Array, at: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(at, at + 16)).replace(/\0.*$/s, '');
}

function segmentAt(view: DataView, at: number): Segment {
  const [memorySize, offset, size] = [32, 40, 48].map((field) =>
    Number(view.getBigUint64(at + field, true)),
  ) as [number, number, number];
  return { at, memorySize, offset, size };
}

/** Of the sections that lie in the file. */
function sectionOffsets(view: DataView, at: number): number[] {
  const [SEGMENT, SECTION] = [72, 80];
  return Array.from({ length: view.getUint32(at + 64, true) }, (_, index) => at + SEGMENT + SECTION * index)
    .filter((section) => section + SECTION <= at + view.getUint32(at + 4, true))
    .map((section) => view.getUint32(section + 48, true))
    .filter((offset) => offset > 0);
}

interface Directory {
  readonly slot: number;
  readonly bytes: Uint8Array;
}

function blobsOf(bytes: Uint8Array, { signature }: Layout): Directory[] {
  if (signature === undefined || signature.offset + signature.size > bytes.length) return [];
  const whole = bytes.subarray(signature.offset, signature.offset + signature.size);
  const view = viewOf(whole);
  if (whole.length < SUPER_BLOB || view.getUint32(0) !== EMBEDDED_SIGNATURE) return [];
  const count = Math.min(view.getUint32(8), Math.floor((whole.length - SUPER_BLOB) / BLOB_INDEX));
  return Array.from({ length: count }, (_, index) => SUPER_BLOB + BLOB_INDEX * index).flatMap((at) => {
    const offset = view.getUint32(at + 4);
    if (offset + 8 > whole.length) return [];
    const length = view.getUint32(offset + 4);
    return [{ slot: view.getUint32(at), bytes: whole.subarray(offset, offset + length) }];
  });
}

function stateOf(bytes: Uint8Array, layout: Layout, digest: Digest): SignatureState {
  const { signature } = layout;
  if (signature === undefined) return 'none';
  const blobs = blobsOf(bytes, layout);
  const directories = blobs.filter(
    ({ slot }) => slot === CODE_DIRECTORY_SLOT || ALTERNATE_SLOTS.includes(slot),
  );
  const holds = directories.every((directory) =>
    isTrue(directory.bytes, bytes.subarray(0, signature.offset), digest),
  );
  // An empty wrapper of 8 bytes stands there in ad-hoc signatures of codesign.
  const isNamed = blobs.some(({ slot, bytes: cms }) => slot === CMS_SLOT && cms.length > 8);
  // NB Bun puts a program into a file that its maker has signed, and leaves the signature, which is worth
  // nothing then.
  if (isNamed && holds) return 'by somebody';
  const isWhole = signature.offset + signature.size === bytes.length;
  return isWhole && directories.some(({ slot }) => slot === CODE_DIRECTORY_SLOT) && holds
    ? 'valid'
    : 'invalid';
}

/** Whether the digests of a directory are those of the pages. */
function isTrue(directory: Uint8Array, content: Uint8Array, digest: Digest): boolean {
  if (directory.length < 44) return false;
  const view = viewOf(directory);
  if (view.getUint32(0) !== CODE_DIRECTORY || view.getUint32(32) !== content.length) return false;
  const algorithm = ALGORITHMS[view.getUint8(37)];
  const [digests, count, size, page] = [
    view.getUint32(16),
    view.getUint32(28),
    view.getUint8(36),
    1 << view.getUint8(39),
  ];
  if (algorithm === undefined || page < 2 || count !== Math.ceil(content.length / page)) return false;
  if (digests + count * size > directory.length) return false;
  return pagesOf(content, page).every((one, index) => {
    const own = directory.subarray(digests + index * size, digests + (index + 1) * size);
    return isEqual(digest(algorithm, one).subarray(0, size), own);
  });
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function pagesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, Math.min((index + 1) * size, bytes.length)),
  );
}

function signed({ path, bytes }: Slice, layout: Layout, digest: Digest): Uint8Array {
  const { type, text, linkedit, signature, commands, commandsSize } = layout;
  const isLast = linkedit.offset + linkedit.size >= bytes.length;
  const at = signature?.at ?? HEADER + commandsSize;
  if (!isLast || (signature === undefined && at + 16 > layout.firstContent))
    throw new ExpectedError(
      `${path} has no room for a code signature, and macOS would not run it: link it with -headerpad,0x1000 or for macOS on a Mac.`,
    );
  const limit = alignUp(signature?.offset ?? bytes.length, ALIGNMENT);
  const identifier = identifierOf(bytes, layout) ?? path.slice(path.lastIndexOf('/') + 1);
  const name = new TextEncoder().encode(`${identifier}\0`);
  const pages = Math.ceil(limit / PAGE);
  const length = SUPER_BLOB + BLOB_INDEX + DIRECTORY + name.length + pages * DIGEST;
  const out = new Uint8Array(limit + length);
  out.set(bytes.subarray(0, Math.min(limit, bytes.length)));
  const view = viewOf(out);
  if (signature === undefined) {
    view.setUint32(16, commands + 1, true);
    view.setUint32(20, commandsSize + 16, true);
  }
  [LC_CODE_SIGNATURE, 16, limit, length].forEach((word, index) => {
    view.setUint32(at + 4 * index, word, true);
  });
  const size = limit + length - linkedit.offset;
  view.setBigUint64(linkedit.at + 48, BigInt(size), true);
  if (linkedit.memorySize < size)
    view.setBigUint64(linkedit.at + 32, BigInt(alignUp(size, MEMORY_PAGE)), true);
  // NB the load commands are signed too: only now are the pages what they will be.
  writeDirectory(out, { limit, name, pages, text, isProgram: type === MH_EXECUTE }, digest);
  return out;
}

interface DirectoryFacts {
  readonly limit: number;
  readonly name: Uint8Array;
  readonly pages: number;
  readonly text: Segment;
  readonly isProgram: boolean;
}

function writeDirectory(
  out: Uint8Array,
  { limit, name, pages, text, isProgram }: DirectoryFacts,
  digest: Digest,
): void {
  const view = viewOf(out.subarray(limit));
  const start = SUPER_BLOB + BLOB_INDEX;
  const digests = DIRECTORY + name.length;
  const length = digests + pages * DIGEST;
  const words = [EMBEDDED_SIGNATURE, start + length, 1, CODE_DIRECTORY_SLOT, start];
  const directory = [CODE_DIRECTORY, length, VERSION, FLAGS, digests, DIRECTORY, 0, pages, limit];
  [...words, ...directory].forEach((word, index) => {
    view.setUint32(4 * index, word);
  });
  [DIGEST, 2, 0, PAGE_BITS].forEach((byte, index) => {
    view.setUint8(start + 36 + index, byte);
  });
  [text.offset, text.size].forEach((value, index) => {
    view.setBigUint64(start + 64 + 8 * index, BigInt(value));
  });
  view.setBigUint64(start + 80, isProgram ? MAIN_BINARY : 0n);
  out.set(name, limit + start + DIRECTORY);
  pagesOf(out.subarray(0, limit), PAGE).forEach((content, index) => {
    out.set(digest('sha256', content), limit + start + digests + index * DIGEST);
  });
}

/** Of a signature that is there and no longer true: the name stays. */
function identifierOf(bytes: Uint8Array, layout: Layout): string | undefined {
  const directory = blobsOf(bytes, layout).find(({ slot }) => slot === CODE_DIRECTORY_SLOT)?.bytes;
  if (directory === undefined || directory.length < 44) return undefined;
  const from = viewOf(directory).getUint32(20);
  const end = directory.indexOf(0, from);
  return from < 44 || end <= from
    ? undefined
    : new TextDecoder('latin1').decode(directory.subarray(from, end));
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
