/** What new crates ask for. Checked against the registry on 2026-11-30, with Rust 1.95. */
export const EDITION = '2024';
/** The resolver of that edition: a virtual manifest has none by itself. */
export const RESOLVER = '3';

export const CRATES = {
  axum: '"0.8.9"',
  napi: '"3.16.1"',
  'napi-build': '"2.6.0"',
  'napi-derive': '"3.7.0"',
  'rust-embed': '"8.13.0"',
  tokio: '{ version = "1.54.1", features = ["macros", "net", "rt-multi-thread", "signal"] }',
  tracing: '"0.1.44"',
  'tracing-subscriber': '{ version = "0.3.23", features = ["json"] }',
  // NB exactly: the program of that name refuses what another version has compiled.
  'wasm-bindgen': '"=0.2.130"',
} as const;

/** The program that the package around a crate for Node is built with: its own, from npm. */
export const NAPI_CLI = '^3.10.12';
