/**
 * Every regular expression of what computes the graph, against texts made of its own parts: one that
 * backtracks shows, wherever it stands.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { source } from '../paths.js';
import type { EntryPoint } from './entry-point.js';

const GRAPH = /^(?:model|analysis|pipes|plugin|toolchains)\//;
/** They read at the user's command, and not for each graph. */
const AT_A_COMMAND =
  /\/run\/|scaffold|verify|profile-writer|jsonc-edit|build-info|relocat|cross-link|\/ci\.ts/;
/** Of a literal that is 200 characters long at most. */
const BOUNDED = new Set(['/[*?[{].*$/']);

interface Expression {
  readonly place: string;
  readonly text: string;
}

function expressionsIn(file: string): Expression[] {
  const tree = ts.createSourceFile(
    file,
    readFileSync(join(source, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node) && !BOUNDED.has(node.text))
      found.push({
        place: `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`,
        text: node.text,
      });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Words of the expression, and a character for each of its classes. */
function partsOf(text: string): string[] {
  const body = text.slice(1, text.lastIndexOf('/'));
  const words = body
    .replace(/\\[wsdbSWD]|\[(?:\\.|[^\]])*\]|\(\?[:=!<]+|[*+?^$|().]|\{\d*,?\d*\}/g, '\0')
    .split('\0');
  const signs = [...body.matchAll(/\\?([^\w\s\\])/g)].map(([, sign = '']) => sign);
  const literal = words.map((word) => word.replace(/\\(.)/g, '$1')).filter((word) => word !== '');
  return [...new Set([...literal, ...signs, ' ', '\t', '\n', '\r', 'a', '0', '_', '/'])].slice(0, 16);
}

function* attacks(text: string, bytes: number): Generator<string> {
  const parts = partsOf(text);
  const fill = (unit: string) => unit.repeat(bytes / unit.length);
  const [first = ''] = parts;
  for (const one of parts) {
    yield `${fill(one)}\0`;
    yield `${first}${fill(one)}\n\0`;
    yield `${fill(`\r${first}${one}`)}\0`;
    for (const other of parts.slice(0, 5)) if (other !== one) yield `${fill(one + other)}\0`;
  }
}

export const expressions: EntryPoint = {
  name: 'expressions',
  *cases(bytes) {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => GRAPH.test(file) && file.endsWith('.ts') && !/\.spec\.ts$|\/fixtures\//.test(file),
    );
    for (const { place, text } of files.filter((file) => !AT_A_COMMAND.test(file)).flatMap(expressionsIn)) {
      const end = text.lastIndexOf('/');
      const flags = text.slice(end + 1);
      const expression = new RegExp(text.slice(1, end), /[gy]/.test(flags) ? flags : `${flags}g`);
      const runs = function* () {
        for (const attack of attacks(text, bytes)) yield () => find(expression, attack);
      };
      yield {
        kind: `${place} ${text}`,
        run: () => {
          for (const run of runs()) run();
        },
        each: runs,
      };
    }
  },
};

/** More matches in one text tell no more. */
const MOST = 1_000;

function find(expression: RegExp, text: string): void {
  expression.lastIndex = 0;
  let found = expression.exec(text);
  for (let left = MOST; found !== null && left > 0; left--) {
    if (found[0] === '') expression.lastIndex++;
    found = expression.exec(text);
  }
}
