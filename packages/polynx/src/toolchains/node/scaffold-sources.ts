/** Sources of new packages, as Prettier and Biome lay them out. */
import type { Kind } from '../toolchain.js';

type Texts = Readonly<Record<string, string>>;

export function tsconfigs(kind: Kind): Texts {
  const isPage = kind === 'web';
  const isLibrary = kind === 'lib' || kind === 'npm';
  const compilerOptions = {
    target: 'es2023',
    lib: isPage ? ['es2023', 'dom', 'dom.iterable'] : ['es2023'],
    module: isPage ? 'esnext' : 'nodenext',
    ...(isPage ? { moduleResolution: 'bundler', noEmit: true } : {}),
    types: isPage ? ['vite/client'] : isLibrary ? [] : ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    ...(isPage ? {} : { declaration: true, rootDir: 'src', outDir: 'dist' }),
  };
  return {
    'tsconfig.json': json({ compilerOptions, include: ['src'] }),
    ...(isPage
      ? {}
      : { 'tsconfig.build.json': json({ extends: './tsconfig.json', exclude: ['src/**/*.test.ts'] }) }),
  };
}

/** Short lists on one line, as formatters have it. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(/\[\s*((?:"[^"\n]*",?\s*)*)\]/g, (_, items: string) => `[${items.trim().replace(/\s+/g, ' ')}]`)}\n`;
}

const GREETING = `/** What to say to someone. */
export function greet(name: string): string {
  return \`Hello, \${name}!\`;
}
`;

const greetingTest = (from: string) => `import { expect, test } from "vitest";
import { greet } from "${from}";

test("greets by name", () => {
  expect(greet("world")).toBe("Hello, world!");
});
`;

const APP = `import { Hono } from "hono";

export const app = new Hono();

app.get("/", (context) => context.text("Hello, world!\\n"));
app.get("/healthz", (context) => context.text("ok\\n"));
`;

const appTest = (given: string, from: string) => `import { expect, test } from "vitest";
import ${given} from "${from}";

test.each([
  ["/", 200, "Hello, world!\\n"],
  ["/healthz", 200, "ok\\n"],
  ["/other", 404, "404 Not Found"],
])("%s is answered with %d", async (path, status, text) => {
  const response = await app.request(path);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe(text);
});
`;

const server = (given: string, from: string) => `import { serve } from "@hono/node-server";
import ${given} from "${from}";

function log(message: string, more: Record<string, unknown> = {}): void {
  const timestamp = new Date().toISOString();
  console.log(JSON.stringify({ timestamp, level: "INFO", message, ...more }));
}

const port = Number(process.env.PORT ?? 8080);
const server = serve({ fetch: app.fetch, port }, () => {
  log("listening", { port });
});

// Requests under way are answered before it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    server.close(() => log("stopped"));
  });
}
`;

const library: Texts = {
  'src/index.ts': GREETING,
  'src/index.test.ts': greetingTest('./index.js'),
};

export const SOURCES: Readonly<Partial<Record<Kind, (name: string) => Texts>>> = {
  lib: () => library,
  npm: (name) => ({ ...library, 'README.md': `# ${name}\n\nGreets by name.\n` }),
  bin: () => ({
    'src/greet.ts': GREETING,
    'src/greet.test.ts': greetingTest('./greet.js'),
    'src/index.ts': `#!/usr/bin/env node
import { greet } from "./greet.js";

console.log(greet(process.argv[2] ?? "world"));
`,
  }),
  service: () => ({
    'src/app.ts': APP,
    'src/app.test.ts': appTest('{ app }', './app.js'),
    'src/index.ts': server('{ app }', './app.js'),
  }),
  fn: () => ({
    'src/index.ts': APP.replace('export const app', 'const app').concat('\nexport default app;\n'),
    'src/index.test.ts': appTest('app', './index.js'),
    // A server to try it with: where it is deployed, the platform serves.
    'src/local.ts': server('app', './index.js'),
  }),
  web: (name) => ({
    'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${name}</title>
    <script type="module" src="/src/main.ts"></script>
  </head>
  <body>
    <h1 id="greeting"></h1>
  </body>
</html>
`,
    'src/greet.ts': GREETING,
    'src/greet.test.ts': greetingTest('./greet'),
    'src/main.ts': `import { greet } from "./greet";

const heading = document.querySelector("#greeting");
if (heading) heading.textContent = greet("world");
`,
  }),
};
