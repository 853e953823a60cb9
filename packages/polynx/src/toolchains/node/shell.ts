/**
 * One line of a package.json script as commands, as far as it can be read without a shell: words, quotes,
 * `NAME=value` in front, joined by `&&` or `;`. Everything else is named, and whoever asked decides; nothing
 * read here is ever run.
 */
export interface Words {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

export type Shell = { readonly commands: readonly Words[] } | { readonly unsupported: string };

type Token = { readonly word: string } | { readonly operator: string };

/**
 * Linux has no argument that is longer (MAX_ARG_STRLEN), and a package manager hands the line to a shell as
 * one: https://man7.org/linux/man-pages/man2/execve.2.html
 */
const LONGEST = 131_072;

export function readScript(script: string): Shell {
  if (script.length > LONGEST) return { unsupported: 'a line of more than 128 KB' };
  const tokens = tokenize(script);
  const odd = tokens.find((token) => 'operator' in token && !['&&', ';', '\n'].includes(token.operator));
  if (odd !== undefined && 'operator' in odd) return { unsupported: odd.operator };
  const commands: string[][] = [[]];
  for (const token of tokens) {
    if ('word' in token) commands.at(-1)?.push(token.word);
    else commands.push([]);
  }
  return { commands: commands.filter((words) => words.length > 0).map(splitEnv) };
}

function splitEnv(words: readonly string[]): Words {
  const end = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const env = words.slice(0, end < 0 ? words.length : end).map((word): [string, string] => {
    const equals = word.indexOf('=');
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
  return { env: Object.fromEntries(env), words: end < 0 ? [] : words.slice(end) };
}

const TOKEN = new RegExp(
  [
    String.raw`[ \t]+`,
    String.raw`(?<operator>&&|\|\||[;\n|&()<>${'`'}]|\$[\w{(]*)`,
    String.raw`(?<word>(?:[^\s;|&()<>${'`'}$'"\\]|\\.|'[^']*'|"(?:[^"\\$${'`'}]|\\.)*")+)`,
    // NB a double-quoted text with something to expand in it.
    String.raw`"[^"$${'`'}]*(?<expansion>[$${'`'}][\w{(]*)[^"]*"?`,
    '(?<rest>.)',
  ].join('|'),
  'gsy',
);

/** NB `$` and backquotes work inside double quotes too. */
function tokenize(script: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of script.trim().matchAll(TOKEN)) {
    const { operator, word, expansion, rest } = groups;
    if (word !== undefined) tokens.push({ word: unquote(word) });
    else {
      const odd = operator ?? expansion ?? rest;
      if (odd !== undefined) tokens.push({ operator: odd });
    }
  }
  return tokens;
}

function unquote(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
    (_, single, double, escaped) =>
      single ?? (double === undefined ? escaped : (double as string).replace(/\\(["\\$`])/g, '$1')),
  );
}
