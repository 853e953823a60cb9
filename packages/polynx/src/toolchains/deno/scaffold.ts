/** A new member that checks, tests, lints and formats at once, without a network. */
import { ManifestError } from '../../model/errors.js';
import { dirname, isInside, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import type { Kind, Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { ci } from './ci.js';
import { parseDenoJson } from './deno-json.js';
import { directoryMatcher } from './members.js';
import { relocate } from './relocate.js';

export const scaffold: Scaffold = {
  buildInfo,
  relocate,
  ci,
  kinds: {
    lib: 'A module',
    bin: 'A program',
    service: 'An HTTP service, on Deno.serve',
    web: 'A page, made by a server',
  },
  takes: ['platforms', 'packaging'],
  files: (request, tree) =>
    Object.fromEntries(
      Object.entries(KINDS[request.kind]?.(request, tree) ?? {}).map(([path, text]) => [
        `${request.directory}/${path}`,
        text,
      ]),
    ),
  wire,
};

type Files = Readonly<Record<string, string>>;

/**
 * NB a program has no name: Deno takes a member with a name for a package and warns when it exports nothing.
 * Its folder names it.
 */
const KINDS: Readonly<Partial<Record<Kind, (request: ScaffoldRequest, tree: Tree) => Files>>> = {
  lib: ({ name }, tree) => ({
    'deno.json': json({ name: packageName(name, tree), version: '0.1.0', exports: './mod.ts' }),
    'mod.ts': GREETING,
    'mod_test.ts': greetingTest('./mod.ts'),
  }),
  bin: (request) => ({
    'deno.json': json(settings(request)),
    'greeting.ts': GREETING,
    'greeting_test.ts': greetingTest('./greeting.ts'),
    'main.ts': `import { greeting } from "./greeting.ts";\n\nconsole.log(greeting(Deno.args[0] ?? "world"));\n`,
  }),
  service: (request) => ({
    'deno.json': json({ ...SERVES, ...settings(request) }),
    'handler.ts': handler('text/plain; charset=utf-8', '"Hello, world!\\n"'),
    'handler_test.ts': handlerTest('Hello, world!'),
    'main.ts': SERVER,
  }),
  web: (request) => ({
    'deno.json': json({ ...SERVES, ...settings(request) }),
    'handler.ts': handler('text/html; charset=utf-8', 'page("world")', PAGE),
    'handler_test.ts': handlerTest('<h1>Hello, world!</h1>'),
    'main.ts': SERVER,
  }),
};

const SERVES = { permissions: { default: { net: true, env: ['PORT'] } } };

/** A program for other platforms is one file with its runtime. */
function settings({ platforms = [], packaging = [] }: ScaffoldRequest): Readonly<Record<string, unknown>> {
  const formats = packaging.filter((one) => one !== 'archive');
  const nx = {
    ...(platforms.length + packaging.length > 0 ? { executable: true } : {}),
    ...(platforms.length > 0 ? { platforms } : {}),
    ...(packaging.length > 0 ? { packages: formats.length > 0 ? { formats } : true } : {}),
  };
  return Object.keys(nx).length > 0 ? { nx } : {};
}

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

/**
 * NB no `node:assert`: beside a package.json, Deno checks it against an `@types/node` that nobody has
 * installed.
 */
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
  switch (new URL(request.url).pathname) {
    case "/":
      return new Response(${body}, {
        headers: { "content-type": "${type}" },
      });
    case "/healthz":
      return new Response("ok\\n");
    default:
      return new Response("not found\\n", { status: 404 });
  }
}
${more}`;
}

function handlerTest(expected: string): string {
  return `import { handler } from "./handler.ts";

async function expectAnswer(path: string, status: number, text: string) {
  const response = handler(new Request(\`http://localhost\${path}\`));
  const actual = await response.text();
  if (response.status !== status || !actual.includes(text)) {
    throw new Error(\`\${path}: \${response.status} \${actual}\`);
  }
}

Deno.test("greets", () => expectAnswer("/", 200, "${expected}"));
Deno.test("is healthy", () => expectAnswer("/healthz", 200, "ok\\n"));
Deno.test("knows no other path", () => expectAnswer("/other", 404, ""));
`;
}

/** NB Windows knows no SIGTERM. */
const SERVER = `import { handler } from "./handler.ts";

function log(message: string, more: Record<string, unknown> = {}) {
  const timestamp = new Date().toISOString();
  console.log(JSON.stringify({ timestamp, level: "INFO", message, ...more }));
}

const server = Deno.serve({
  port: Number(Deno.env.get("PORT") ?? 8080),
  onListen: ({ port }) => log("listening", { port }),
}, handler);

// Requests under way are answered before it ends.
const stop = () => server.shutdown();
Deno.addSignalListener("SIGINT", stop);
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);

await server.finished;
log("stopped");
Deno.exit();
`;

/**
 * A workspace at the root. NB Deno refuses a folder with a deno.json below a workspace that does not list it:
 * those that stood alone become members. Their own locks would be forgotten.
 */
function startWorkspace(directory: string, tree: Tree): Files {
  const others = tree.files.filter(isManifest).filter((file) => parsed(file, tree)?.workspace === undefined);
  const folders = [...new Set(others.map(dirname))];
  const locked = folders.map((folder) => `${folder}/deno.lock`).find((file) => tree.has(file));
  if (locked !== undefined) {
    throw new ManifestError({
      file: locked,
      problem: 'belongs to a folder that stands alone, and the new component needs a workspace around it',
      hint: 'Write a deno.json with "workspace" at the root that lists both, then delete this lock and run deno install.',
    });
  }
  return { 'deno.json': json({ workspace: [...folders, directory].map((folder) => `./${folder}`) }) };
}

/** Adds the member to the nearest workspace above it, unless a pattern already takes it in. */
function wire({ directory }: ScaffoldRequest, tree: Tree): Files {
  const root = tree.files
    .filter((file) => isManifest(file) && isInside(directory, dirname(file)))
    .sort((a, b) => b.length - a.length)
    .find(
      (file) => parsed(file, tree)?.workspace !== undefined || file === 'deno.json' || file === 'deno.jsonc',
    );
  const text = root === undefined ? undefined : tree.read(root);
  if (root === undefined || text === undefined) return startWorkspace(directory, tree);
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
