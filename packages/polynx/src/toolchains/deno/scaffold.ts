/** A new member that checks, tests, lints and formats at once, without a network. */
import { dirname, isInside, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { parseDenoJson } from './deno-json.js';
import { directoryMatcher } from './members.js';

export const scaffold: Scaffold = {
  buildInfo,
  kinds: ['lib', 'bin', 'service', 'web'],
  files: ({ kind, name, directory }, tree) =>
    Object.fromEntries(
      Object.entries(KINDS[kind](packageName(name, tree))).map(([path, text]) => [
        `${directory}/${path}`,
        text,
      ]),
    ),
  wire,
};

type Files = Readonly<Record<string, string>>;

/** NB a program has no name: Deno takes a member with a name for a package and warns when it exports nothing. Its folder names it. */
const KINDS: Readonly<Record<ScaffoldRequest['kind'], (name: string) => Files>> = {
  lib: (name) => ({
    'deno.json': json({ name, version: '0.1.0', exports: './mod.ts' }),
    'mod.ts': GREETING,
    'mod_test.ts': greetingTest('./mod.ts'),
  }),
  bin: () => ({
    'deno.json': json({}),
    'greeting.ts': GREETING,
    'greeting_test.ts': greetingTest('./greeting.ts'),
    'main.ts': `import { greeting } from "./greeting.ts";\n\nconsole.log(greeting(Deno.args[0] ?? "world"));\n`,
  }),
  service: () => ({
    'deno.json': json({
      permissions: { default: { net: true, env: ['PORT'] } },
    }),
    'handler.ts': handler('text/plain; charset=utf-8', '`Hello, ${new URL(request.url).pathname.slice(1)}!`'),
    'handler_test.ts': handlerTest('Hello, deno!'),
    'main.ts': SERVER,
  }),
  web: () => ({
    'deno.json': json({
      permissions: { default: { net: true, env: ['PORT'] } },
    }),
    'handler.ts': handler('text/html; charset=utf-8', 'page(new URL(request.url).pathname.slice(1))', PAGE),
    'handler_test.ts': handlerTest('<h1>Hello, deno!</h1>'),
    'main.ts': SERVER,
  }),
};

/** Deno wants a scope: the one that others here have. */
function packageName(name: string, tree: Tree): string {
  if (name.startsWith('@')) return name;
  const scopes = tree.files
    .filter(isManifest)
    .map((file) => /^@[^/]+/.exec(parsed(file, tree)?.name ?? '')?.[0]);
  return `${scopes.find((scope) => scope !== undefined) ?? '@local'}/${name}`;
}

function isManifest(file: string): boolean {
  return /(?:^|\/)deno\.jsonc?$/.test(file);
}

/** As `deno fmt` writes it. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(/\[\s+("[^"]*")\s+\]/g, '[$1]')}\n`;
}

const GREETING = `/** What to say to someone. */
export function greeting(name: string): string {
  return \`Hello, \${name}!\`;
}
`;

/** NB no `node:assert`: beside a package.json, Deno checks it against an `@types/node` that nobody has installed. */
function greetingTest(from: string): string {
  return `import { greeting } from "${from}";

Deno.test("greets by name", () => {
  const actual = greeting("Deno");
  if (actual !== "Hello, Deno!") throw new Error(actual);
});
`;
}

const PAGE = `
function page(name: string): string {
  return \`<!doctype html><title>Hello</title><h1>Hello, \${name}!</h1>\`;
}
`;

function handler(type: string, body: string, more = ''): string {
  return `/** Answers one request. */
export function handler(request: Request): Response {
  return new Response(${body}, {
    headers: { "content-type": "${type}" },
  });
}
${more}`;
}

function handlerTest(expected: string): string {
  return `import { handler } from "./handler.ts";

Deno.test("greets by path", async () => {
  const response = handler(new Request("http://localhost/deno"));
  const actual = await response.text();
  if (!actual.includes("${expected}")) throw new Error(actual);
});
`;
}

const SERVER = `import { handler } from "./handler.ts";

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8000) }, handler);
`;

/** Adds the member to the nearest workspace above it, unless a pattern already takes it in. */
function wire({ directory }: ScaffoldRequest, tree: Tree): Files {
  const root = tree.files
    .filter((file) => isManifest(file) && isInside(directory, dirname(file)))
    .sort((a, b) => b.length - a.length)
    .find(
      (file) => parsed(file, tree)?.workspace !== undefined || file === 'deno.json' || file === 'deno.jsonc',
    );
  const text = root === undefined ? undefined : tree.read(root);
  if (root === undefined || text === undefined) return {};
  const member = relative(dirname(root), directory);
  const { workspace = [] } = parsed(root, tree) ?? {};
  if (workspace.some((pattern) => directoryMatcher(pattern.replace(/^\.\//, '').replace(/\/$/, ''))(member)))
    return {};
  const written = Array.isArray(parsed(root, tree)?.json.workspace ?? []);
  return { [root]: addToJsonc(text, written ? ['workspace'] : ['workspace', 'members'], `./${member}`) };
}

function parsed(path: string, tree: Tree) {
  try {
    return parseDenoJson({ path, text: tree.read(path) ?? '' });
  } catch {
    return undefined;
  }
}
