import { describe, expect, it } from 'vitest';
import { movedPath, moveQuoted, relocateInList } from './relocation.js';

const move = { from: 'libs/a', to: 'crates/deep/a' };

describe('movedPath', () => {
  it.each([
    ['of a neighbour', '../a', 'libs/b/Cargo.toml', '../../crates/deep/a'],
    ['of the root', './libs/a', 'go.work', './crates/deep/a'],
    ['into the folder', '../a/src/x.rs', 'libs/b/Cargo.toml', '../../crates/deep/a/src/x.rs'],
    ['out of the folder', '../b', 'libs/a/Cargo.toml', '../../../libs/b'],
    ['within the folder', './src/main.rs', 'libs/a/Cargo.toml', './src/main.rs'],
    ['with a protocol', 'file:../a', 'libs/b/package.json', 'file:../../crates/deep/a'],
    ['of a folder with a like name', '../ab', 'libs/b/Cargo.toml', '../ab'],
    ['out of the workspace', '../../../x', 'libs/b/Cargo.toml', '../../../x'],
  ])('%s', (_, word, manifest, expected) => {
    expect(movedPath(word, manifest, move)).toBe(expected);
  });
});

it('changes nothing but paths', () => {
  const text = '{ "a": "file:../a", "b": "..", "c": "1.0", "d": "./x" } // "../a"';
  expect(moveQuoted(text, 'libs/b/package.json', move)).toBe(
    '{ "a": "file:../../crates/deep/a", "b": "..", "c": "1.0", "d": "./x" } // "../../crates/deep/a"',
  );
});

describe('relocateInList', () => {
  const text = '{\n  "workspace": [\n    "./libs/a", // first\n    "./libs/*"\n  ]\n}\n';
  it('changes the entry', () => {
    expect(relocateInList(text, ['workspace'], 'deno.json', 'libs/a', 'apps/a')).toBe(
      text.replace('./libs/a', './apps/a'),
    );
  });
  it('takes it out', () => {
    const left = relocateInList(text, ['workspace'], 'deno.json', 'libs/a', undefined);
    expect(left).not.toContain('libs/a');
    expect(left).toContain('"./libs/*"');
  });
});
