/** A small Deno workspace without third-party modules: apps/cli uses libs/text. */
export function denoWorkspace(): Record<string, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'deno.json': json({ workspace: ['./libs/text', './apps/cli'] }),
    'libs/text/deno.json': json({ name: '@demo/text', version: '0.1.0', exports: './mod.ts' }),
    'libs/text/mod.ts': 'export function greeting(): string {\n  return "hello";\n}\n',
    'libs/text/mod_test.ts':
      'import { greeting } from "./mod.ts";\n\nDeno.test("greets", () => {\n  if (greeting() !== "hello") throw new Error("rude");\n});\n',
    'apps/cli/deno.json': json({
      name: '@demo/cli',
      exports: './main.ts',
      tasks: {
        build: {
          command: 'deno run --allow-write=. build.ts',
          files: ['*.ts'],
          output: ['out/page.txt'],
        },
      },
    }),
    'apps/cli/main.ts':
      'import { greeting } from "@demo/text";\n\nexport const page = `page: ${greeting()}`;\n\nif (import.meta.main) console.log(page);\n',
    'apps/cli/build.ts':
      'import { page } from "./main.ts";\n\nDeno.mkdirSync("out", { recursive: true });\nDeno.writeTextFileSync("out/page.txt", page);\n',
    'apps/cli/main_test.ts':
      'import { page } from "./main.ts";\n\nDeno.test("page", () => {\n  if (page === "") throw new Error("empty");\n});\n',
  };
}
