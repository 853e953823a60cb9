/** `[target.<this>.dependencies]`: a triple, or `cfg(…)`. https://doc.rust-lang.org/reference/conditional-compilation.html */

export interface Platform {
  readonly triple: string;
  /** As `rustc --print cfg` writes them: `unix`, `target_os="linux"`. */
  readonly cfgs: ReadonlySet<string>;
}

/** What `rustc --print host-tuple --print cfg` prints; `triple` where another one is built for. */
export function parsePlatform(printed: string, triple?: string): Platform | undefined {
  const [host = '', ...cfgs] = printed.split('\n').map((line) => line.trim());
  if (!/^[\w.]+-[\w.-]+$/.test(host)) return undefined;
  return { triple: triple ?? host, cfgs: new Set(cfgs.filter((line) => line !== '')) };
}

/** Undefined for an expression that we do not understand. */
export function holdsOn(target: string | null, platform: Platform): boolean | undefined {
  if (target === null) return true;
  if (!target.startsWith('cfg(')) return target === platform.triple;
  const tokens = target.match(/[\w.-]+|"[^"]*"|[(),=]/g) ?? [];
  if (tokens.join('') !== target.replace(/\s+/g, '')) return undefined;
  const at = { index: 1 };
  const [value, ...others] = list(tokens, at, platform);
  return others.length === 0 && at.index === tokens.length ? value : undefined;
}

type Truth = boolean | undefined;

/** `( a , b , )` */
function list(tokens: readonly string[], at: { index: number }, platform: Platform): Truth[] {
  const values: Truth[] = [];
  if (tokens[at.index++] !== '(') return [undefined];
  while (tokens[at.index] !== ')') {
    if (at.index >= tokens.length) return [undefined];
    values.push(predicate(tokens, at, platform));
    if (tokens[at.index] === ',') at.index++;
  }
  at.index++;
  return values;
}

function predicate(tokens: readonly string[], at: { index: number }, platform: Platform): Truth {
  const name = tokens[at.index++] ?? '';
  if (tokens[at.index] === '(') return combined(name, list(tokens, at, platform));
  if (tokens[at.index] !== '=') return name === 'true' || (name !== 'false' && platform.cfgs.has(name));
  const value = tokens[at.index + 1] ?? '';
  at.index += 2;
  return platform.cfgs.has(`${name}=${value}`);
}

function combined(name: string, values: readonly Truth[]): Truth {
  if (values.includes(undefined)) return undefined;
  if (name === 'all') return values.every((value) => value === true);
  if (name === 'any') return values.includes(true);
  return name === 'not' && values.length === 1 ? !values[0] : undefined;
}
