import { describe, expect, test } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { parseCargoToml } from './cargo-toml.js';
import { findTargets } from './deliverables.js';

function targets(text: string, files: readonly string[], edition: string | undefined = '2021') {
  const manifest = parseCargoToml({ path: 'c/Cargo.toml', text: `[package]\nname = "my-crate"\n${text}` });
  const tree = createTree(files.map((file) => `c/${file}`).sort(), () => '');
  const { lib, bins } = findTargets({ manifest, directory: 'c', edition, tree });
  return { lib: lib && `${lib.name} ${lib.crateTypes.join('+')}`, bins: bins.map(({ name }) => name).sort() };
}

describe('targets', () => {
  test.each<[string, string, string[], { lib?: string; bins: string[] }]>([
    ['none', '', [], { bins: [] }],
    ['a library by file name', '', ['src/lib.rs'], { lib: 'my_crate lib', bins: [] }],
    ['no library with autolib off', 'autolib = false', ['src/lib.rs'], { bins: [] }],
    [
      'a named library',
      '[lib]\nname = "x"\ncrate-type = ["cdylib", "rlib"]',
      [],
      { lib: 'x cdylib+rlib', bins: [] },
    ],
    [
      'crate_type with an underscore',
      '[lib]\ncrate_type = ["dylib"]',
      [],
      { lib: 'my_crate dylib', bins: [] },
    ],
    ['a proc macro', '[lib]\nproc_macro = true', [], { lib: 'my_crate proc-macro', bins: [] }],
    [
      'binaries by file name',
      '',
      ['src/main.rs', 'src/bin/a.rs', 'src/bin/b/main.rs'],
      { bins: ['a', 'b', 'my-crate'] },
    ],
    ['hidden and other files', '', ['src/bin/.a.rs', 'src/bin/b/lib.rs', 'src/bin/c.txt'], { bins: [] }],
    ['autobins off', 'autobins = false', ['src/main.rs'], { bins: [] }],
    ['a renamed main.rs', '[[bin]]\nname = "x"\npath = "./src/main.rs"', ['src/main.rs'], { bins: ['x'] }],
    [
      'a renamed file',
      '[[bin]]\nname = "x"\npath = "src/bin/a.rs"',
      ['src/bin/a.rs', 'src/bin/b.rs'],
      { bins: ['b', 'x'] },
    ],
    [
      'a named one beside automatic ones',
      '[[bin]]\nname = "a"',
      ['src/main.rs', 'src/bin/a.rs'],
      { bins: ['a', 'my-crate'] },
    ],
  ])('%s', (_, text, files, expected) => {
    expect(targets(text, files)).toEqual({ lib: undefined, ...expected });
  });

  test.each([
    ['2021', ['my-crate', 'x']],
    ['2015', ['x']],
    [undefined, ['x']],
  ])('edition %s beside a named binary', (edition, bins) => {
    const manifest = '[[bin]]\nname = "x"\npath = "x.rs"';
    expect(targets(manifest, ['src/main.rs'], edition ?? '2015').bins).toEqual(bins);
  });
});
