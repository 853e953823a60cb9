/**
 * `npm run new:toolchain NAME`: a copy of the template with the name filled in, entered into the list of
 * toolchains.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, source } from './paths.js';

/** Writes the toolchain below `folder` (packages/polynx/src) and answers with the new and changed files. */
export function newToolchain(name: string, folder: string): string[] {
  if (!/^[a-z]+$/.test(name)) throw new Error(`A toolchain is named by lower-case letters, not "${name}".`);
  const target = join(folder, 'toolchains', name);
  if (existsSync(target)) throw new Error(`There is a toolchain ${name} already.`);
  const template = join(folder, 'toolchains/_template');
  mkdirSync(target);
  const files = readdirSync(template).map((file) => {
    writeFileSync(join(target, file), named(readFileSync(join(template, file), 'utf8'), name));
    return `toolchains/${name}/${file}`;
  });
  const list = join(folder, 'toolchains/index.ts');
  writeFileSync(list, listed(readFileSync(list, 'utf8'), name));
  return [...files, 'toolchains/index.ts'];
}

function named(text: string, name: string): string {
  const title = (name[0] ?? '').toUpperCase() + name.slice(1);
  return (
    text
      // The first comment of index.ts speaks of the template itself.
      .replace(
        /^\/\*\*\n \* A complete toolchain to start from:[\s\S]*?\*\/\n/,
        `/** ${title}. Say in a sentence what is handed to it. */\n`,
      )
      .replaceAll('template', name)
      .replaceAll('Template', title)
      .replaceAll('TEMPLATE', name.toUpperCase())
  );
}

/**
 * Imports stay in order. The new toolchain goes last in the list, so that targets of the others keep their
 * names.
 */
function listed(text: string, name: string): string {
  const lines = text.split('\n');
  const module = (line: string) => /^import .* from '(.*)';$/.exec(line)?.[1];
  const path = `./${name}/index.js`;
  const after = lines.findLastIndex((line) => (module(line) ?? path) < path);
  lines.splice(after + 1, 0, `import { ${name} } from '${path}';`);
  return lines
    .join('\n')
    .replace(/(toolchains: readonly AnyToolchain\[\] = \[[^\]]*?),?\s*\]/, `$1, ${name}]`);
}

/** Another name has another length: lines break elsewhere, and imports have another order. */
function format(files: readonly string[]): void {
  const biome = join(repository, 'node_modules/@biomejs/biome/bin/biome');
  const paths = files.map((file) => join(source, file));
  execFileSync(process.execPath, [biome, 'check', '--write', ...paths], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function nextSteps(name: string, files: readonly string[]): string {
  return `${files.map((file) => `  packages/polynx/src/${file}`).join('\n')}

Next, in packages/polynx/src/toolchains/${name}/:
  1. index.ts                title, manifests, locks
     identity.ts, runner.ts  version and environment that decide results; how to install the program
  2. manifest.ts             the fields you need, with a link to the specification
  3. workspace.ts            members, edges, reads
  4. tasks.ts, command.ts    targets with inputs and outputs; the program's flags
  5. fixtures/<case>/input   small real workspaces; npm run golden, and read expected.json
     tools/fuzz              parsers in table.ts, a workspace in workspaces.ts
  6. e2e/smoke/${name}.spec.ts, npx biome check --write, npm run generate, npm run quick
Comments with "Change:" mark what to adapt.
docs/how-it-works/adding-a-toolchain.md explains the steps with examples, and lists what else needs a line.`;
}

if (process.argv[1]?.endsWith('new-toolchain.ts')) {
  const [, , name] = process.argv;
  try {
    if (name === undefined) throw new Error('Usage: npm run new:toolchain NAME');
    const files = newToolchain(name, source);
    format(files);
    console.log(nextSteps(name, files));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
