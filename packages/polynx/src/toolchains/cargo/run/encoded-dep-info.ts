/**
 * What a unit was compiled from, as cargo notes it for itself. Numbers are little-endian.
 * https://doc.rust-lang.org/nightly/nightly-rustc/cargo/core/compiler/fingerprint/dep_info/struct.EncodedDepInfo.html
 */
const VERSION = [1, 0, 0, 0, 0xff, 1];

/**
 * Paths relative to the package, or absolute; without those in the build folder, which cargo made itself.
 * Undefined for a format that we do not know.
 */
export function readEncodedDepInfo(bytes: Uint8Array): string[] | undefined {
  if (!VERSION.every((byte, index) => bytes[index] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = VERSION.length;
  const number = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const text = () => {
    const length = number();
    at += length;
    if (at > bytes.length) throw new RangeError('it ends within a text');
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const flag = () => {
    at += 1;
    return view.getUint8(at - 1);
  };
  const files: string[] = [];
  try {
    for (let left = number(); left > 0; left--) {
      const kind = flag();
      const path = text();
      if (kind === 0) files.push(path);
      // A checksum with the length of the file before it, which cargo notes only where it is asked to.
      if (flag() !== 0) return undefined;
    }
    return files;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
