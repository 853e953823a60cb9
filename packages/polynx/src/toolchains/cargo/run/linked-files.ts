/**
 * Libraries that a build script has rustc link from a folder that it names: cargo looks at none of them.
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html#rustc-link-lib
 */
import { join } from 'node:path';
import { isBelow } from '../../../model/native-paths.js';
import type { CargoMessage } from './messages.js';

type ScriptRun = Extract<CargoMessage, { reason: 'build-script-executed' }>;

/** Absolute. Where none of the names is there, the whole folder: a source may name libraries too. */
export function linkedFiles(
  { linked_paths: paths = [], linked_libs: libraries = [], out_dir: own }: ScriptRun,
  has: (file: string) => boolean,
): string[] {
  const folders = paths
    .map((path) => path.replace(/^(?:dependency|crate|native|framework|all)=/, ''))
    // What it made itself comes from what it has read.
    .filter((folder) => !isBelow(folder, own));
  const names = libraries.flatMap(fileNames);
  return folders.flatMap((folder) => {
    const found = names.map((name) => join(folder, name)).filter(has);
    return found.length > 0 ? found : [folder];
  });
}

/** `static:+whole-archive=foo:renamed` */
function fileNames(library: string): string[] {
  const [name = ''] = library.slice(library.indexOf('=') + 1).split(':');
  return [`lib${name}.a`, `lib${name}.so`, `lib${name}.dylib`, `${name}.lib`, `lib${name}.dll.a`, name];
}
