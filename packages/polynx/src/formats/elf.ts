/**
 * The head of an ELF file: for which processor a program is made, and whether it starts without a loader.
 * https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export interface Elf {
  /** As Node calls it; absent for one that is not listed here. */
  readonly cpu?: string;
  /** The loader that a dynamically linked program asks for, such as /lib64/ld-linux-x86-64.so.2. */
  readonly interpreter?: string;
}

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const PT_INTERP = 3;

/** `e_machine`: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html#machine */
const CPUS: Readonly<Record<number, string>> = {
  3: 'ia32',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

/** Undefined for what is no ELF file, or one that is cut off. */
export function readElf(bytes: Uint8Array): Elf | undefined {
  if (bytes.length < 52 || MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
  const isLong = bytes[4] === 2;
  const isLittle = bytes[5] === 1;
  if (isLong && bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cpu = CPUS[view.getUint16(18, isLittle)];
  const interpreter = interpreterIn(bytes, view, isLong, isLittle);
  return { ...(cpu === undefined ? {} : { cpu }), ...(interpreter === undefined ? {} : { interpreter }) };
}

/** NB numbers of the file are anybody's: what they point to may lie behind its end. */
function interpreterIn(bytes: Uint8Array, view: DataView, isLong: boolean, isLittle: boolean) {
  const word = (at: number) =>
    isLong ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const start = word(isLong ? 32 : 28);
  const size = view.getUint16(isLong ? 54 : 42, isLittle);
  const count = view.getUint16(isLong ? 56 : 44, isLittle);
  const least = isLong ? 56 : 32;
  for (let index = 0; index < count; index++) {
    const at = start + index * size;
    if (at + least > bytes.length) return undefined;
    if (view.getUint32(at, isLittle) !== PT_INTERP) continue;
    const from = word(at + (isLong ? 8 : 4));
    const length = word(at + (isLong ? 32 : 16));
    if (length > 4096 || from + length > bytes.length) return '';
    return new TextDecoder('latin1').decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, '');
  }
  return undefined;
}
