/**
 * tar as POSIX has it (ustar), and nothing of the machine in it: no owner, fixed modes, one time, names in
 * order.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
import { ExpectedError } from '../model/errors.js';
import { bytesOf, concat, type Entry, foldersOf, type Stamp, sorted } from './entry.js';

const BLOCK = 512;

export interface TarOptions extends Stamp {
  /** Debian's packages hold `./usr/bin`; everybody else's archives hold no dot. */
  readonly prefix?: string;
  /** Whether folders have entries of their own. */
  readonly folders?: boolean;
}

export function tar(files: readonly Entry[], { time, prefix = '', folders = true }: TarOptions): Uint8Array {
  const empty = new Set(files.map(({ path }) => path));
  const named = (folders ? foldersOf(files) : [])
    .map((path) => ({ path: `${path}/`, bytes: NOTHING }))
    .filter(({ path }) => !empty.has(path));
  const blocks = sorted([...named, ...files]).flatMap((entry) => [
    header(prefix + entry.path, entry, time),
    entry.bytes,
    padding(entry.bytes.length),
  ]);
  const top = prefix === '' ? [] : [header(prefix, { path: '', bytes: NOTHING }, time)];
  return concat([...top, ...blocks, new Uint8Array(2 * BLOCK)]);
}

const NOTHING = new Uint8Array();

function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** A path that ends with a slash is a folder, one that is empty too. */
function header(path: string, { bytes, isExecutable = false, mode }: Entry, time: number): Uint8Array {
  const isFolder = path.endsWith('/');
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => block.set(bytesOf(text), offset);
  const number = (offset: number, length: number, value: number) =>
    put(offset, `${value.toString(8).padStart(length - 1, '0')}\0`);
  const { name, folder } = split(path);
  put(0, name);
  number(100, 8, mode ?? (isFolder || isExecutable ? 0o755 : 0o644));
  number(108, 8, 0);
  number(116, 8, 0);
  number(124, 12, bytes.length);
  number(136, 12, time);
  put(148, ' '.repeat(8));
  put(156, isFolder ? '5' : '0');
  put(257, 'ustar\x0000');
  put(345, folder);
  put(
    148,
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
  );
  return block;
}

/** A name has 100 bytes, the folder before it 155. */
function split(path: string): { name: string; folder: string } {
  if (bytesOf(path).length <= 100) return { name: path, folder: '' };
  for (let at = path.indexOf('/'); at > 0 && at < path.length - 1; at = path.indexOf('/', at + 1)) {
    const [folder, name] = [path.slice(0, at), path.slice(at + 1)];
    if (bytesOf(folder).length <= 155 && bytesOf(name).length <= 100) return { name, folder };
  }
  throw new ExpectedError(`${path}: a name of more than 100 bytes has no place in a tar file.`);
}
