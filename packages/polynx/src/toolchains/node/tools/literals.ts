/**
 * Paths that a configuration written in JavaScript states as plain strings. A key that stands there with anything but a string, or
 * `resolve(__dirname, 'dist')`, is computed: then nothing is known, and nothing is guessed.
 */
export function literalsOf(source: string, keys: readonly string[]): string[] | 'computed' {
  const text = withoutComments(source);
  const found: string[] = [];
  for (const key of keys) {
    // NB `dir` is also a method, a parameter and half of many names: only where it is set as a property.
    const set = new RegExp(`(?<![\\w$.])['"]?${key}['"]?\\s*:\\s*(.{0,160})`, 'gs');
    for (const [, value = ''] of text.matchAll(set)) {
      const path = literal(value);
      if (path === undefined) return 'computed';
      found.push(path);
    }
    if (new RegExp(`[{,]\\s*${key}\\s*[,}]`).test(text)) return 'computed';
  }
  return [...new Set(found)];
}

const HERE = String.raw`(?:__dirname|import\.meta\.dirname|process\.cwd\(\))`;
const PLAIN = /^(['"`])([^'"`$\n]*)\1\s*(?=[,}\n)]|$)/;
const RESOLVED = new RegExp(
  String.raw`^(?:path\.)?(?:resolve|join)\(\s*${HERE}\s*,\s*(['"\`])([^'"\`$]*)\1\s*,?\s*\)`,
);
const URL_BASED = /^fileURLToPath\(\s*new URL\(\s*(['"`])([^'"`$]*)\1\s*,\s*import\.meta\.url\s*\)\s*\)/;

function literal(value: string): string | undefined {
  return (PLAIN.exec(value) ?? RESOLVED.exec(value) ?? URL_BASED.exec(value))?.[2];
}

/** Relative paths that a configuration imports or extends. */
export function relativeImports(source: string): string[] {
  const imports =
    /(?:from|import|require\(|import\(|extends['"]?\s*:|\$schema)\s*\[?\s*['"](\.{1,2}\/[^'"\n]{1,300})['"]/g;
  return [...withoutComments(source).matchAll(imports)].map(([, path = '']) => path);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}
