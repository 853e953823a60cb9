import { expect, it } from 'vitest';
import { tomlLines } from './toml-lines.js';

const TEXT = `[package] # of cargo
name = "app"
description = """
[dependencies]
fake = "1"
"""

[dependencies]
core = { path = "../core" }
util.workspace = true

[dependencies.far]
path = "../far"

[target.'cfg(target_os = "linux")'.dev-dependencies]
"quoted name" = "1" # core = 1

[[bin]]
name = "app"
`;

it.each([
  [['package', 'name'], 2],
  [['dependencies'], 8],
  [['dependencies', 'core'], 9],
  [['dependencies', 'core', 'path'], 9],
  [['dependencies', 'util'], 10],
  [['dependencies', 'far'], 12],
  [['dependencies', 'far', 'path'], 13],
  [['dependencies', 'fake'], 8],
  [['target', 'cfg(target_os = "linux")', 'dev-dependencies', 'quoted name'], 16],
  [['bin'], 18],
  [['patch', 'crates-io'], undefined],
])('the line of %j is %s', (keys, line) => {
  expect(tomlLines(TEXT)(keys)).toBe(line);
});
