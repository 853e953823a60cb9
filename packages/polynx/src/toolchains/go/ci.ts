import { basename } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { CiSetup } from '../toolchain.js';

/**
 * The newest of go.work, else the first module. NB setup-go sets GOTOOLCHAIN=local, which is no pin: a full
 * version is set for the tasks.
 */
export function ci(tree: Tree): CiSetup {
  const modules = tree.files.filter(
    (file) => basename(file) === 'go.mod' && !/(^|\/)(testdata|vendor)\//.test(file),
  );
  const file = tree.has('go.work') ? 'go.work' : (modules[0] ?? 'go.mod');
  const version = exactVersion(tree.read(file) ?? '');
  return {
    github: ['- uses: actions/setup-go@v6', '  with:', `    go-version-file: ${file}`],
    commands: [],
    env: version === undefined ? {} : { GOTOOLCHAIN: version },
  };
}

function exactVersion(text: string): string | undefined {
  const named = /^toolchain[ \t]+(go\d+\.\d+\.\d+)/m.exec(text)?.[1];
  const least = /^go[ \t]+(\d+\.\d+\.\d+)/m.exec(text)?.[1];
  return named ?? (least === undefined ? undefined : `go${least}`);
}
