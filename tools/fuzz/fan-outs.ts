/** Files that name each other: in a chain, each ten times, or each other. */
import type { Files } from './entry-point.js';

const range = (length: number) => Array.from({ length }, (_, index) => index);
const json = (value: unknown) => JSON.stringify(value);

/** Levels, each of which names the next one ten times. */
function tenfold(levels: number, file: (index: number) => string, text: (next: string[]) => string): Files {
  return Object.fromEntries(
    range(levels + 1).map((index) => [
      file(index),
      text(index < levels ? Array<string>(10).fill(file(index + 1)) : []),
    ]),
  );
}

/** Each of many names all others. */
function allToAll(count: number, file: (index: number) => string, text: (others: string[]) => string): Files {
  const all = range(count).map(file);
  return Object.fromEntries(all.map((one) => [one, text(all.filter((other) => other !== one))]));
}

/** One after the other. */
function chain(count: number, file: (index: number) => string, text: (next: string[]) => string): Files {
  return Object.fromEntries(
    range(count).map((index) => [file(index), text(index + 1 < count ? [file(index + 1)] : [])]),
  );
}

const crate = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
const root = { 'package.json': json({ name: 'r', private: true, workspaces: ['p'] }) };
const base = (path: string) => `./${path.slice(path.lastIndexOf('/') + 1)}`;
const tsconfig = (index: number) => `p/${index === 0 ? 'tsconfig' : `t${index}`}.json`;
const withTsc: Files = {
  ...root,
  'p/package.json': json({ name: 'p', scripts: { build: 'tsc -b', test: 'vitest run', lint: 'eslint .' } }),
};
const cargoConfig = (index: number) => `.cargo/${index === 0 ? 'config' : `c${index}`}.toml`;
const aCrate: Files = { 'Cargo.toml': crate('a'), 'src/lib.rs': '' };

function scriptsOf(scripts: Readonly<Record<string, string>>): Files {
  return { ...root, 'p/package.json': json({ name: 'p', scripts }) };
}

export const fanOuts: Readonly<Record<string, Readonly<Record<string, (bytes: number) => Files>>>> = {
  'tsconfig extends': {
    tenfold: () => ({ ...withTsc, ...tenfold(9, tsconfig, (next) => json({ extends: next.map(base) })) }),
    chain: (bytes) => ({
      ...withTsc,
      ...chain(Math.min(bytes / 100, 2000), tsconfig, (next) => json({ extends: next.map(base) })),
    }),
    'all to all': (bytes) => ({
      ...withTsc,
      ...allToAll(Math.sqrt(bytes / 20), tsconfig, (next) => json({ extends: next.map(base) })),
    }),
  },
  'tsconfig references': {
    tenfold: () => ({
      ...withTsc,
      ...tenfold(9, tsconfig, (next) => json({ references: next.map((path) => ({ path: base(path) })) })),
    }),
    'all to all': (bytes) => ({
      ...withTsc,
      ...allToAll(Math.sqrt(bytes / 40), tsconfig, (next) =>
        json({ references: next.map((path) => ({ path: base(path) })) }),
      ),
    }),
  },
  '.cargo/config.toml include': {
    tenfold: () => ({
      ...aCrate,
      ...tenfold(9, cargoConfig, (next) => `include = ${json(next.map((path) => path.slice(7)))}\n`),
    }),
    chain: (bytes) => ({
      ...aCrate,
      ...chain(
        Math.min(bytes / 100, 2000),
        cargoConfig,
        (next) => `include = ${json(next.map((path) => path.slice(7)))}\n`,
      ),
    }),
    'all to all': (bytes) => ({
      ...aCrate,
      ...allToAll(
        Math.sqrt(bytes / 20),
        cargoConfig,
        (next) => `include = ${json(next.map((path) => path.slice(7)))}\n`,
      ),
    }),
  },
  'npm scripts': {
    tenfold: () =>
      scriptsOf(
        Object.fromEntries(
          range(8).map((index) => [
            index === 0 ? 'build' : `s${index}`,
            Array(12)
              .fill(index < 7 ? `npm run s${index + 1}` : 'tsc')
              .join(' && '),
          ]),
        ),
      ),
    chain: (bytes) =>
      scriptsOf(
        Object.fromEntries(
          range(bytes / 40).map((index) => [index === 0 ? 'build' : `s${index}`, `npm run s${index + 1}`]),
        ),
      ),
    'all to all': (bytes) =>
      scriptsOf(
        Object.fromEntries(
          range(Math.sqrt(bytes / 20)).map((index, _, all) => [
            index === 0 ? 'build' : `s${index}`,
            all.map((other) => `npm run s${other}`).join(' && '),
          ]),
        ),
      ),
    'run-s': () =>
      scriptsOf({
        build: 'run-s a:*',
        ...Object.fromEntries(range(30).map((index) => [`a:${index}`, 'run-s a:*'])),
      }),
    many: (bytes) =>
      scriptsOf(Object.fromEntries(range(bytes / 30).map((index) => [`build:${index}`, 'tsc']))),
  },
  'deno tasks': {
    tenfold: () => ({
      'deno.json': json({
        tasks: Object.fromEntries(
          range(9).map((index) => [
            `t${index}`,
            {
              command: 'deno check a.ts',
              files: ['a.ts'],
              output: [],
              dependencies: Array(10).fill(`t${index + 1}`),
            },
          ]),
        ),
      }),
      'a.ts': '',
    }),
    chain: (bytes) => ({
      'deno.json': json({
        tasks: Object.fromEntries(
          range(bytes / 80).map((index) => [
            `t${index}`,
            { command: 'deno check a.ts', dependencies: [`t${index + 1}`] },
          ]),
        ),
      }),
      'a.ts': '',
    }),
  },
  'deno imports': {
    chain: (bytes) => ({
      'deno.json': '{}',
      ...chain(
        Math.min(bytes / 50, 20_000),
        (index) => `m${index}.ts`,
        (next) => next.map((path) => `import "./${path}";`).join('\n'),
      ),
    }),
    'all to all': (bytes) => ({
      'deno.json': '{}',
      ...allToAll(
        Math.sqrt(bytes / 20),
        (index) => `m${index}.ts`,
        (next) => next.map((path) => `import "./${path}";`).join('\n'),
      ),
    }),
  },
  'Go modules': {
    chain: (bytes) =>
      Object.fromEntries(
        range(Math.min(bytes / 500, 2000)).flatMap((index, _, all) => [
          [
            `m${index}/go.mod`,
            `module x/m${index}\ngo 1.24\n${index + 1 < all.length ? `require x/m${index + 1} v0.0.0\nreplace x/m${index + 1} => ../m${index + 1}\n` : ''}`,
          ],
          [`m${index}/a.go`, `package a\n${index + 1 < all.length ? `import _ "x/m${index + 1}"\n` : ''}`],
        ]),
      ),
    'deep imports': (bytes) => ({
      'go.mod': 'module x/a\ngo 1.24\n',
      'a.go': `package main\nimport (\n${range(bytes / 420)
        .map((index) => `"x/a/p${'/q'.repeat(200)}${index}"`)
        .join('\n')}\n)\n`,
    }),
  },
  crates: {
    chain: (bytes) =>
      Object.fromEntries(
        range(Math.min(bytes / 500, 2000)).flatMap((index, _, all) => [
          [
            `c${index}/Cargo.toml`,
            crate(
              `c${index}`,
              index + 1 < all.length ? `[dependencies]\nc${index + 1} = { path = "../c${index + 1}" }\n` : '',
            ),
          ],
          [`c${index}/src/lib.rs`, ''],
        ]),
      ),
    'all to all': (bytes) =>
      Object.fromEntries(
        range(Math.sqrt(bytes / 30)).flatMap((index, _, all) => [
          [
            `c${index}/Cargo.toml`,
            crate(
              `c${index}`,
              `[dependencies]\n${all
                .filter((other) => other !== index)
                .map((other) => `c${other} = { path = "../c${other}" }\n`)
                .join('')}`,
            ),
          ],
          [`c${index}/src/lib.rs`, ''],
        ]),
      ),
    'guest modules': (bytes) => ({
      'a/Cargo.toml': crate('a'),
      'a/src/lib.rs': '#[path="../../g/g.rs"] mod g;',
      'g/g.rs': range(bytes / 12)
        .map((index) => `mod m${index};`)
        .join('\n'),
    }),
  },
  locks: {
    'Cargo.lock chain': (bytes) => ({
      'Cargo.toml': crate('a', '[dependencies]\np0 = "1"\n'),
      'src/lib.rs': '',
      'Cargo.lock': `version = 4\n[[package]]\nname = "a"\nversion = "0.1.0"\ndependencies = ["p0"]\n${range(
        bytes / 100,
      )
        .map(
          (index) =>
            `[[package]]\nname = "p${index}"\nversion = "1.0.0"\nsource = "registry+x"\nchecksum = "x"\ndependencies = ["p${index + 1}"]\n`,
        )
        .join('')}`,
    }),
    'package-lock.json chain': (bytes) => ({
      ...withTsc,
      'p/package.json': json({ name: 'p', scripts: { build: 'tsc' }, dependencies: { p0: '1' } }),
      'package-lock.json': json({
        lockfileVersion: 3,
        packages: {
          '': { workspaces: ['p'] },
          p: { dependencies: { p0: '1' } },
          ...Object.fromEntries(
            range(bytes / 80).map((index) => [
              `node_modules/p${index}`,
              { version: '1.0.0', dependencies: { [`p${index + 1}`]: '1' } },
            ]),
          ),
        },
      }),
    }),
    'deno.lock chain': (bytes) => ({
      'deno.json': '{}',
      'a.ts': 'import "npm:p0"',
      'deno.lock': json({
        version: '5',
        specifiers: { 'npm:p0': '1.0.0' },
        npm: Object.fromEntries(
          range(bytes / 60).map((index) => [
            `p${index}@1.0.0`,
            { integrity: 'x', dependencies: [`p${index + 1}`] },
          ]),
        ),
      }),
    }),
  },
};
