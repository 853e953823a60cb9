import type { SourceFile } from '../toolchain.js';
import {
  atMostOne,
  exactly,
  modfileError,
  parseDirectives,
  parseGoVersion,
  parseReplace,
  type Replace,
} from './modfile.js';

export interface GoMod {
  readonly kind: 'module';
  /** Module path, e.g. `example.com/shop/api/v2`. */
  readonly path: string;
  /** The minimum Go version; never a pin. */
  readonly go?: string;
  readonly requires: readonly Require[];
  readonly replaces: readonly Replace[];
  /** Import paths of `tool` lines. */
  readonly tools: readonly string[];
  /** Directories that `./...` leaves out; `./x` is one directory, `x` any of that name. */
  readonly ignores: readonly string[];
  /** `exclude` lines as text; they steer version choice. */
  readonly excludes: readonly string[];
  /** `toolchain` and `godebug` lines as text. They count in the main module alone. */
  readonly settings: readonly string[];
}

export interface Require {
  readonly path: string;
  readonly version: string;
}

const VERBS = 'module go toolchain godebug require exclude replace retract tool ignore'.split(' ');

/** https://go.dev/ref/mod#go-mod-file */
export function parseGoMod(file: SourceFile): GoMod {
  const directives = parseDirectives(file, VERBS);
  const all = (verb: string) => directives.filter((directive) => directive.verb === verb);
  const module = atMostOne(file, all('module'));
  if (module === undefined) throw modfileError(file, 1, 'is missing', 'module');
  const go = atMostOne(file, all('go'));
  atMostOne(file, all('toolchain'));
  return {
    kind: 'module',
    path: exactly(file, module, 'module/path')[0] ?? '',
    ...(go === undefined ? {} : { go: parseGoVersion(file, go) }),
    requires: all('require').map((directive) => {
      const [path = '', version = ''] = exactly(file, directive, 'module/path v1.2.3');
      return { path, version };
    }),
    replaces: all('replace').map((directive) => parseReplace(file, directive)),
    tools: all('tool').map((directive) => exactly(file, directive, 'package/path')[0] ?? ''),
    ignores: all('ignore').map((directive) => exactly(file, directive, './directory')[0] ?? ''),
    excludes: all('exclude').map((directive) => exactly(file, directive, 'module/path v1.2.3').join(' ')),
    settings: [...all('toolchain'), ...all('godebug')]
      .map(({ verb, args }) => `${verb} ${args.join(' ')}`)
      .sort(),
  };
}
