import type { ScaffoldRequest } from '../toolchain.js';

/** Sources of a new crate, formatted as rustfmt does and free of clippy's warnings, pedantic ones included. */
export const SOURCES: Partial<
  Record<ScaffoldRequest['kind'], (name: string) => Readonly<Record<string, string>>>
> = {
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
  service: (name) => ({
    'src/main.rs': `//! \`${name}\` is an HTTP service. It listens on \`PORT\`, or 8080.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, thread};

const LONGEST_HEAD: u64 = 8 * 1024;

fn main() -> Result<()> {
    let port = env::var("PORT").unwrap_or_else(|_| "8080".to_owned());
    let listener = TcpListener::bind(format!("0.0.0.0:{port}"))?;
    println!("listening on http://localhost:{port}");
    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || {
            if let Err(error) = serve(&stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

fn serve(mut stream: &TcpStream) -> Result<()> {
    let mut head = BufReader::new(stream.take(LONGEST_HEAD)).lines();
    let request = head.next().transpose()?.unwrap_or_default();
    for line in head {
        if line?.is_empty() {
            break;
        }
    }
    let (status, body) = answer(request.split(' ').nth(1).unwrap_or("/"));
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\\r\\ncontent-type: text/plain\\r\\ncontent-length: {length}\\r\\nconnection: close\\r\\n\\r\\n{body}"
    )
}

fn answer(path: &str) -> (&'static str, &'static str) {
    match path {
        "/health" => ("200 OK", "ok\\n"),
        _ => ("404 Not Found", "not found\\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn is_healthy() {
        assert_eq!(answer("/health"), ("200 OK", "ok\\n"));
    }

    #[test]
    fn knows_no_other_path() {
        assert_eq!(answer("/other").0, "404 Not Found");
    }
}
`,
  }),
};
