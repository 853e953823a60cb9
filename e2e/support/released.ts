/** A workspace with something to release in three languages: two crates, two modules, two members of Deno. */
export function releasedWorkspace(): Record<string, string> {
  return { ...crates(), ...modules(), ...members() };
}

function crates(): Record<string, string> {
  const about = 'edition = "2021"\ndescription = "shown in the registry"\nlicense = "MIT"\n';
  return {
    'Cargo.toml':
      '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.dependencies]\ncore-lib = { path = "crates/core", version = "0.1.0" } # shared\n',
    'crates/core/Cargo.toml': `[package]\nname = "core-lib"\nversion = "0.1.0" # of core\n${about}`,
    'crates/core/src/lib.rs': 'pub fn core() {}\n',
    'crates/app/Cargo.toml': `[package]\nname = "app-lib"\nversion = "0.1.0"\n${about}\n[dependencies]\ncore-lib.workspace = true # inherited\n`,
    'crates/app/src/lib.rs': 'pub use core_lib::core;\n',
    'Cargo.lock':
      'version = 4\n\n[[package]]\nname = "app-lib"\nversion = "0.1.0"\ndependencies = [\n "core-lib",\n]\n\n[[package]]\nname = "core-lib"\nversion = "0.1.0"\n',
  };
}

function modules(): Record<string, string> {
  return {
    'go.work': 'go 1.22\n\nuse (\n\t./go/log\n\t./go/shop\n)\n',
    'go/log/go.mod': 'module example.com/log\n\ngo 1.22\n',
    'go/log/log.go': 'package log\n',
    'go/shop/go.mod': 'module example.com/shop\n\ngo 1.22\n\nrequire example.com/log v0.1.0 // the log\n',
    'go/shop/shop.go': 'package shop\n\nimport _ "example.com/log"\n',
  };
}

function members(): Record<string, string> {
  return {
    'deno.json': '{ "workspace": ["./deno/text", "./deno/page"] }\n',
    'deno/text/deno.jsonc':
      '{\n  "name": "@demo/text",\n  "version": "0.1.0", // of text\n  "exports": "./mod.ts"\n}\n',
    'deno/text/mod.ts': 'export const text: string = "text";\n',
    'deno/page/deno.json':
      '{\n  "name": "@demo/page",\n  "version": "0.1.0",\n  "exports": "./mod.ts",\n  "imports": { "@demo/text": "jsr:@demo/text@^0.1.0" }\n}\n',
    'deno/page/mod.ts': 'export { text } from "@demo/text";\n',
    'deno.lock': `${JSON.stringify(
      {
        version: '5',
        workspace: { members: { 'deno/page': { dependencies: ['jsr:@demo/text@0.1'] } } },
      },
      null,
      2,
    )}\n`,
  };
}
