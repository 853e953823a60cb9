import type { Kind } from '../toolchain.js';
import type { CrateDependencies } from './scaffold-manifest.js';
import { NAPI_CLI } from './versions.js';

const NONE: CrateDependencies = { dependencies: [], 'build-dependencies': [] };

/** The crates that each kind needs, in the order in which they are written. */
export function dependenciesOf(kind: Kind): CrateDependencies {
  if (kind === 'service')
    return { ...NONE, dependencies: ['axum', 'tokio', 'tracing', 'tracing-subscriber'] };
  if (kind === 'napi') return { dependencies: ['napi', 'napi-derive'], 'build-dependencies': ['napi-build'] };
  return NONE;
}

/**
 * Sources of a new crate, formatted as rustfmt does and free of clippy's warnings, pedantic ones included.
 */
export const SOURCES: Readonly<Partial<Record<Kind, (name: string) => Readonly<Record<string, string>>>>> = {
  lib: (name) => ({
    'src/lib.rs': `//! \`${name}\` greets.

/// A greeting for someone.
#[must_use]
pub fn greeting(name: &str) -> String {
    format!("Hello, {name}!")
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn greets_by_name() {
        assert_eq!(greeting("world"), "Hello, world!");
    }
}
`,
  }),
  bin: (name) => ({
    'src/main.rs': `//! \`${name}\` greets whoever its first argument names.

fn main() {
    let name = std::env::args().nth(1);
    println!("{}", greeting(name.as_deref().unwrap_or("world")));
}

fn greeting(name: &str) -> String {
    format!("Hello, {name}!")
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn greets_by_name() {
        assert_eq!(greeting("world"), "Hello, world!");
    }
}
`,
  }),
  service: (name) => ({ 'src/main.rs': service(name) }),
  wasm: (name) => ({
    'src/lib.rs': `//! \`${name}\` is for WebAssembly: \`nx build-wasm ${name}\`.

/// The sum of two numbers, by the C ABI: what any host of WebAssembly can call.
#[unsafe(no_mangle)]
pub extern "C" fn add(left: i32, right: i32) -> i32 {
    left.wrapping_add(right)
}

#[cfg(test)]
mod tests {
    use super::add;

    #[test]
    fn adds() {
        assert_eq!(add(2, 3), 5);
    }
}
`,
  }),
  napi: (name) => ({
    'build.rs': `//! Lets the linker leave open what Node brings.

fn main() {
    napi_build::setup();
}
`,
    'src/lib.rs': `//! \`${name}\` is a package for Node.

use napi_derive::napi;

/// A greeting for someone.
#[napi]
#[must_use]
pub fn greeting(name: String) -> String {
    format!("Hello, {name}!")
}
`,
    'package.json': `${JSON.stringify(napiPackage(name), null, 2)}\n`,
    '.gitignore': '/*.node\n/index.js\n/index.d.ts\n',
    'test/greeting.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greeting } from '../index.js';

test('greets by name', () => {
  assert.equal(greeting('Node'), 'Hello, Node!');
});
`,
  }),
};

/**
 * NB Node's own test runner: a binding is tested by loading it, whatever tests the rest of the repository.
 */
function napiPackage(name: string): unknown {
  return {
    name,
    version: '0.1.0',
    private: true,
    main: 'index.js',
    types: 'index.d.ts',
    files: ['index.js', 'index.d.ts', '*.node'],
    napi: { binaryName: name },
    scripts: {
      build: 'napi build --platform --release',
      test: 'node --test test/greeting.test.mjs',
    },
    devDependencies: { '@napi-rs/cli': NAPI_CLI },
    nx: { targets: { test: { dependsOn: ['build'] } } },
  };
}

function service(name: string): string {
  return `//! \`${name}\` is an HTTP service. It listens on \`PORT\`, or 8080, and answers \`/healthz\`.

use std::{env, io};

use axum::routing::get;
use tokio::{net::TcpListener, signal};

#[tokio::main]
async fn main() -> io::Result<()> {
    tracing_subscriber::fmt().json().flatten_event(true).init();
    let port = env::var("PORT").unwrap_or_else(|_| "8080".to_owned());
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    tracing::info!(port, "listening");
    axum::serve(listener, app())
        .with_graceful_shutdown(stopped())
        .await?;
    tracing::info!("stopped");
    Ok(())
}

fn app() -> axum::Router {
    axum::Router::new()
        .route("/", get(hello))
        .route("/healthz", get(healthz))
}

async fn hello() -> &'static str {
    "Hello, world!\\n"
}

async fn healthz() -> &'static str {
    "ok\\n"
}

/// Waits until the service is asked to end: requests under way are answered first.
async fn stopped() {
    let interrupt = async {
        let _ = signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        if let Ok(mut stream) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
            stream.recv().await;
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{healthz, hello};

    #[tokio::test]
    async fn greets() {
        assert_eq!(hello().await, "Hello, world!\\n");
    }

    #[tokio::test]
    async fn is_healthy() {
        assert_eq!(healthz().await, "ok\\n");
    }
}
`;
}
