/**
 * Programs of the user's that stand between cargo and its results: wrappers of the compiler, runners of
 * tests, linkers.
 */
import { basename, isAbsolute, join } from 'node:path';
import type { ConfigurationPlace } from '../../../model/identity.js';

const WRAPPERS = [
  'RUSTC_WRAPPER',
  'RUSTC_WORKSPACE_WRAPPER',
  'CARGO_BUILD_RUSTC_WRAPPER',
  'CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER',
];

/** They give what the compiler gives, sooner. */
const CACHES = /^(?:sccache|cachepot|ccache|buildcache)(?:\.exe)?$/;

export function isCompilerCache(program: string): boolean {
  return CACHES.test(basename(program.trim().replaceAll('\\', '/')));
}

/** Caches aside. */
export function wrappersIn(
  env: ConfigurationPlace['env'],
): { readonly name: string; readonly program: string }[] {
  return WRAPPERS.flatMap((name) => {
    const program = env[name] ?? '';
    return program === '' || isCompilerCache(program) ? [] : [{ name, program }];
  });
}

const NAMES_A_PROGRAM =
  /^(?:RUSTC|RUSTDOC|RUSTC_LINKER|CARGO_BUILD_RUST(?:C|DOC)|CARGO_TARGET_\w+_(?:RUNNER|LINKER)|(?:HOST_|TARGET_)?(?:CC|CXX|AR)(?:_[a-z0-9].*)?)$/;

/**
 * Which wrappers there are, and what is in the scripts that variables name: the name stays where the script
 * changes.
 */
export function programsOf({ workspaceRoot, directory, env, read }: ConfigurationPlace): string[] {
  const wrappers = wrappersIn(env);
  const values = [
    ...wrappers.map(({ program }) => program),
    ...Object.keys(env)
      .filter((name) => NAMES_A_PROGRAM.test(name))
      .sort()
      .map((name) => env[name] ?? ''),
  ];
  const paths = values.flatMap((value) => value.split(/\s+/)).filter((word) => /[/\\]/.test(word));
  const start = join(workspaceRoot, directory);
  const texts = [...new Set(paths)].flatMap((path) => {
    const text = read(isAbsolute(path) ? path : join(start, path));
    return text?.startsWith('#!') ? [`${path}: ${text}`] : [];
  });
  return [...wrappers.map(({ name, program }) => `${name}=${program}`), ...texts];
}
