import { toPosix } from '../../model/native-paths.js';
import type { SourceFile } from '../toolchain.js';
import {
  atMostOne,
  exactly,
  parseDirectives,
  parseGoVersion,
  parseReplace,
  type Replace,
} from './modfile.js';

export interface GoWork {
  readonly kind: 'workspace';
  readonly go?: string;
  readonly uses: readonly Use[];
  readonly replaces: readonly Replace[];
  /** `go`, `toolchain` and `godebug` lines, normalised: what decides every result. */
  readonly settings: readonly string[];
}

export interface Use {
  /** As written, relative to the go.work file. */
  readonly directory: string;
  readonly line: number;
}

const VERBS = 'go toolchain godebug use replace'.split(' ');

/** https://go.dev/ref/mod#go-work-file */
export function parseGoWork(file: SourceFile): GoWork {
  const directives = parseDirectives(file, VERBS);
  const all = (verb: string) => directives.filter((directive) => directive.verb === verb);
  const go = atMostOne(file, all('go'));
  return {
    kind: 'workspace',
    ...(go === undefined ? {} : { go: parseGoVersion(file, go) }),
    uses: all('use').map((directive) => ({
      directory: toPosix(exactly(file, directive, './directory')[0] ?? ''),
      line: directive.line,
    })),
    replaces: all('replace').map((directive) => parseReplace(file, directive)),
    settings: directives
      .filter(({ verb }) => verb !== 'use' && verb !== 'replace')
      .map(({ verb, args }) => `${verb} ${args.join(' ')}`)
      .sort(),
  };
}
