import type { SourceFile } from '../toolchain.js';
import {
  exactly,
  modfileError,
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
  /** Every line but `use`, normalised: what decides results besides the set of members. */
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
  const directives = parseDirectives(file);
  const unknown = directives.find(({ verb }) => !VERBS.includes(verb));
  if (unknown !== undefined)
    throw modfileError(
      file,
      unknown.line,
      `unknown directive ${unknown.verb}; known are ${VERBS.join(', ')}`,
    );
  const all = (verb: string) => directives.filter((directive) => directive.verb === verb);
  const [go, secondGo] = all('go');
  if (secondGo !== undefined) throw modfileError(file, secondGo.line, 'repeated go directive');
  return {
    kind: 'workspace',
    ...(go === undefined ? {} : { go: parseGoVersion(file, go) }),
    uses: all('use').map((directive) => ({
      directory: exactly(file, directive, './directory')[0] ?? '',
      line: directive.line,
    })),
    replaces: all('replace').map((directive) => parseReplace(file, directive)),
    settings: directives
      .filter(({ verb }) => verb !== 'use')
      .map(({ verb, args }) => `${verb} ${args.join(' ')}`)
      .sort(),
  };
}
