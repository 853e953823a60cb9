/** An example that uses a package which a project of another language builds. */
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import type { Call, Linked, Offer, SharedType } from '../toolchain.js';
import { isPage } from './cross-link.js';
import {
  dependenciesOf,
  EVERY_KIND,
  type PackageFields,
  PRODUCTION,
  parsePackageJson,
} from './package-json.js';
import { packageManagerIn, workspaceAbove } from './scaffold-workspace.js';

/** NB no page loads a binding of Node, and only a page finds a module for WebAssembly beside itself. */
export function accept(offer: Offer, directory: string, tree: Tree): Linked | undefined {
  const path = join(directory, 'package.json');
  const text = tree.has(path) ? tree.read(path) : undefined;
  if (offer.is !== 'npm-package' || text === undefined || offer.root === directory) return undefined;
  const { example, name } = offer;
  const page = isPage(directory, tree);
  if (example.is === 'call' && (example.in === 'page') !== page) return undefined;
  const { fields } = parsePackageJson({ path, text });
  const isTyped = tree.has(join(directory, 'tsconfig.json'));
  if (!isTyped && (fields['type'] !== 'module' || example.is === 'type')) return undefined;
  const file = fileName(name);
  const files = filesOf({ file, name, example, isTyped, page }, fields);
  const folder = join(directory, 'src');
  return {
    texts: {
      [path]: withDependency(text, fields, name, tree),
      ...Object.fromEntries(Object.entries(files).map(([one, content]) => [join(folder, one), content])),
    },
    commands: [
      { program: packageManagerIn(tree), args: ['install'], cwd: workspaceAbove(directory, tree) ?? '.' },
    ],
    hint: `src/${file}.${isTyped ? 'ts' : 'js'} uses it: import it where you need it.`,
  };
}

function fileName(name: string): string {
  return name.replace(/^@[^/]*\//, '').replace(/\W+/g, '-');
}

/** What each package manager takes for the package of this repository, and for no other one. */
function withDependency(text: string, fields: PackageFields, name: string, tree: Tree): string {
  if (dependenciesOf(fields, PRODUCTION).some(([known]) => known === name)) return text;
  const manager = packageManagerIn(tree);
  const range = manager === 'pnpm' || manager === 'bun' ? 'workspace:*' : '*';
  return addToJsonc(text, ['dependencies'], range, name);
}

interface Example {
  readonly file: string;
  /** Of the package that is used. */
  readonly name: string;
  readonly example: Call | SharedType;
  readonly isTyped: boolean;
  readonly page: boolean;
}

function filesOf(one: Example, fields: PackageFields): Readonly<Record<string, string>> {
  const { example, file, isTyped, page } = one;
  const runner = ['vitest', '@jest/globals'].find((name) =>
    dependenciesOf(fields, EVERY_KIND).some(([dependency]) => dependency === name),
  );
  const ending = isTyped ? 'ts' : 'js';
  // A page's TypeScript knows no file system.
  const tests = example.is === 'call' && example.wasm !== undefined ? 'js' : ending;
  const from = page ? `./${file}` : `./${file}.js`;
  const source =
    example.is === 'type'
      ? typeSource(one, example)
      : example.wasm === undefined
        ? callSource(one, example)
        : wasmSource(one, example);
  const test = example.is === 'type' ? typeTest(example) : callTest(example);
  return {
    [`${file}.${ending}`]: source,
    [`${file}.test.${tests}`]: testSource(runner, from, test),
  };
}

interface Test {
  /** What comes from Node, for the test alone. */
  readonly imports: readonly string[];
  readonly given: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly actual: string;
  readonly expected: string;
}

function callSource({ name }: Example, { function: called }: Call): string {
  return `/** Built by ${name}. */\nexport { ${called} } from "${name}";\n`;
}

function wasmSource({ name, isTyped }: Example, { function: called }: Call): string {
  const [bytes, result] = isTyped ? ['bytes?: BufferSource', `: Promise<typeof ${called}>`] : ['bytes', ''];
  return `import init, { ${called} } from "${name}";

/** Loads ${name}: in a page from beside it, elsewhere from the bytes. */
export async function load(${bytes})${result} {
  await init(bytes && { module_or_path: bytes });
  return ${called};
}
`;
}

function typeSource({ name }: Example, { type, field }: SharedType): string {
  return `import type { ${type} } from "${name}";

/** What is shown of it. */
export function shown({ ${field} }: ${type}): string {
  return ${field};
}
`;
}

function callTest({ function: called, arguments: given, result, wasm }: Call): Test {
  const title = 'calls what another language has built';
  const call = `${called}(${given.join(', ')})`;
  if (wasm === undefined)
    return { imports: [], given: called, title, lines: [], actual: call, expected: result };
  return {
    imports: ['import { readFile } from "node:fs/promises";', 'import { createRequire } from "node:module";'],
    given: 'load',
    title,
    lines: [
      `const { resolve } = createRequire(import.meta.url);`,
      `const ${called} = await load(await readFile(resolve("${wasm}")));`,
    ],
    actual: call,
    expected: result,
  };
}

function typeTest({ field }: SharedType): Test {
  const title = 'knows what another language writes';
  return {
    imports: [],
    given: 'shown',
    title,
    lines: [],
    actual: `shown({ ${field}: "Hello" })`,
    expected: '"Hello"',
  };
}

function testSource(runner: string | undefined, from: string, test: Test): string {
  const { imports, given, title, lines, actual, expected } = test;
  const assertion =
    runner === undefined ? `assert.equal(${actual}, ${expected});` : `expect(${actual}).toBe(${expected});`;
  const library =
    runner === undefined
      ? ['import assert from "node:assert/strict";', ...imports, 'import { test } from "node:test";']
      : [...imports, `import { expect, test } from "${runner}";`];
  return `${[...library, `import { ${given} } from "${from}";`].join('\n')}

test("${title}", ${lines.length > 0 ? 'async ' : ''}() => {
${[...lines, assertion].map((line) => `  ${line}\n`).join('')}});
`;
}
