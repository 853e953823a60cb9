/**
 * Which .go files a build takes: `//go:build` expressions and `_GOOS_GOARCH` file names, for one platform or
 * for the union of all of them. The graph is made from the union: else it would differ from machine to
 * machine, and no cache would ever be shared.
 * https://pkg.go.dev/cmd/go#hdr-Build_constraints
 */
import { ARCHITECTURES, type GoPlatform, OPERATING_SYSTEMS, PLATFORMS, platformTag } from './platforms.js';

/** Whether a tag is set; undefined where it may be. */
export type TagLookup = (tag: string) => boolean | undefined;

type Expression =
  | { readonly tag: string }
  | { readonly not: Expression }
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] };

const NEVER: Expression = { tag: 'ignore' };

/** A thousand tokens are never that long. */
const LONGEST = 100_000;

/** `a && (b || !c)`. What Go cannot read, no build takes. */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST) return NEVER;
  const tokens = text.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+|\S/gu) ?? [];
  // Go has the same limit; nesting must not exhaust the stack.
  if (tokens.length > 1000) return NEVER;
  let at = 0;
  let failed = false;
  const operand = (): Expression => {
    const token = tokens[at++];
    if (token === '!') return { not: operand() };
    if (token === '(') {
      const inner = any();
      failed ||= tokens[at++] !== ')';
      return inner;
    }
    failed ||= token === undefined || !/^[\p{L}\p{Nd}_.]+$/u.test(token);
    return { tag: token ?? '' };
  };
  const list = (operator: string, next: () => Expression): Expression[] => {
    const operands = [next()];
    while (tokens[at] === operator) {
      at++;
      operands.push(next());
    }
    return operands;
  };
  const all = (): Expression => ({ all: list('&&', operand) });
  const any = (): Expression => ({ any: list('||', all) });
  const expression = any();
  return failed || at < tokens.length ? NEVER : expression;
}

/** Whether the expression can be `wanted`, however the tags turn out that may be set. */
function canBe(expression: Expression, wanted: boolean, isSet: TagLookup): boolean {
  if ('tag' in expression) return (isSet(expression.tag) ?? wanted) === wanted;
  if ('not' in expression) return canBe(expression.not, !wanted, isSet);
  const parts = 'all' in expression ? expression.all : expression.any;
  const needsAll = 'all' in expression === wanted;
  return needsAll
    ? parts.every((part) => canBe(part, wanted, isSet))
    : parts.some((part) => canBe(part, wanted, isSet));
}

/**
 * The constraint in a file's name: `_linux`, `_arm64`, `_linux_arm64`, each also before `_test`. `linux.go`
 * has none.
 */
export function nameConstraint(file: string): string | undefined {
  const underscore = file.indexOf('_');
  const stem = file.slice(0, file.indexOf('.'));
  if (underscore < 0 || underscore > stem.length) return undefined;
  const parts = stem.slice(underscore).split('_');
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1) ?? '';
  const previous = parts.at(-2) ?? '';
  if (OPERATING_SYSTEMS.has(previous) && ARCHITECTURES.has(last)) return `${previous} && ${last}`;
  return OPERATING_SYSTEMS.has(last) || ARCHITECTURES.has(last) ? last : undefined;
}

/** Both constraints of a file as one expression. */
export function fileConstraint(file: string, build: string | undefined): string | undefined {
  const name = nameConstraint(file);
  return name === undefined || build === undefined ? (name ?? build) : `${name} && (${build})`;
}

/** One exact build, as `go list` would be asked for. */
export interface Build extends GoPlatform {
  readonly cgo: boolean;
  /** N of go1.N. */
  readonly release: number;
  readonly tags: ReadonlySet<string>;
}

export function oneBuild(build: Build): TagLookup {
  return (tag) =>
    platformTag(tag, build) ??
    (tag === 'cgo' ? build.cgo : undefined) ??
    (tag === 'gc' || build.tags.has(tag) || (releaseOf(tag) ?? Number.POSITIVE_INFINITY) <= build.release);
}

/** Every build that some user may make on some machine. */
export interface Union {
  /** The least N of go1.N that may compile the file, from the `go` line. */
  readonly release: number;
  /** Tags that the `tags` option sets. */
  readonly tags: ReadonlySet<string>;
  /** Whether other tags count as possible (what decides a cache key) or as unset (what makes the graph). */
  readonly anyTag: boolean;
}

function unionOn(platform: GoPlatform, { release, tags, anyTag }: Union): TagLookup {
  return (tag) => {
    const fixed = platformTag(tag, platform);
    if (fixed !== undefined) return fixed;
    if (tag === 'gc' || tags.has(tag)) return true;
    if (tag === 'ignore' || tag === 'gccgo') return false;
    const needed = releaseOf(tag);
    if (needed !== undefined) return needed <= release ? true : undefined;
    return anyTag || MACHINE_TAG.test(tag) ? undefined : false;
  };
}

/** Set by the environment or by a flag, not by `-tags`. */
const MACHINE_TAG =
  /^(cgo|race|msan|asan|boringcrypto|goexperiment\..+|(386|amd64|arm|arm64|mips|mips64|ppc64|riscv64|wasm)\..+)$/;

function releaseOf(tag: string): number | undefined {
  const minor = /^go1\.(\d+)$/.exec(tag)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

export function takes(constraint: string | undefined, isSet: TagLookup): boolean {
  return constraint === undefined || canBe(parse(constraint), true, isSet);
}

/** The platforms of a union that take the file; `undefined` for all of them. */
export function platformsFor(
  constraint: string | undefined,
  union: Union,
): readonly GoPlatform[] | undefined {
  if (constraint === undefined) return undefined;
  const key = `${union.release} ${union.anyTag} ${[...union.tags].sort().join()} ${constraint}`;
  let platforms = known.get(key);
  if (platforms === undefined) {
    const expression = parse(constraint);
    platforms = PLATFORMS.filter((platform) => canBe(expression, true, unionOn(platform, union)));
    remember(known, key, platforms);
  }
  return platforms.length === PLATFORMS.length ? undefined : platforms;
}

/** A repository writes the same few constraints into hundreds of files. */
const known = new Map<string, readonly GoPlatform[]>();
const parsed = new Map<string, Expression>();

function parse(constraint: string): Expression {
  return parsed.get(constraint) ?? remember(parsed, constraint, parseExpression(constraint));
}

function remember<T>(memory: Map<string, T>, key: string, value: T): T {
  if (memory.size >= 10_000) memory.clear();
  memory.set(key, value);
  return value;
}
