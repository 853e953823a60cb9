/**
 * What a build script asks git for: of the program by its arguments, of a library whatever it can tell, of
 * the files of `.git` all.
 */
import { GIT_FACTS, type GitFact } from '../../../model/git-facts.js';
import type { SourceReader } from './source-reader.js';

/**
 * By subcommand. An empty list: it brings something, or tells nothing of the repository.
 * https://git-scm.com/docs
 */
const ANSWERS: Readonly<Record<string, readonly GitFact[]>> = {
  'rev-parse': ['commit'],
  log: ['commit'],
  show: ['commit'],
  'cat-file': ['commit'],
  'ls-tree': ['commit'],
  'rev-list': ['commit', 'history'],
  shortlog: ['commit', 'history'],
  blame: ['commit', 'history'],
  'merge-base': ['commit', 'history', 'branch'],
  describe: ['commit', 'history', 'tags'],
  tag: ['commit', 'tags'],
  'name-rev': ['commit', 'history', 'tags', 'branch'],
  'show-ref': ['commit', 'tags', 'branch'],
  'for-each-ref': ['commit', 'tags', 'branch'],
  'symbolic-ref': ['branch'],
  branch: ['branch', 'commit'],
  status: ['dirty', 'untracked'],
  diff: ['dirty'],
  'diff-index': ['dirty'],
  'diff-files': ['dirty'],
  'ls-files': ['commit', 'changes', 'untracked'],
  config: ['config'],
  remote: ['config'],
  'ls-remote': ['config', 'commit', 'tags'],
  ...Object.fromEntries(
    [
      ...[
        'clone',
        'submodule',
        'fetch',
        'pull',
        'lfs',
        'init',
        'checkout',
        'switch',
        'restore',
        'reset',
        'clean',
      ],
      ...[
        'apply',
        'am',
        'worktree',
        'sparse-checkout',
        'archive',
        'update-index',
        'version',
        '--version',
        'hash-object',
      ],
    ].map((name) => [name, []]),
  ),
};

/** Further words among the arguments. */
const WORDS: readonly (readonly [RegExp, readonly GitFact[]])[] = [
  [/^--(?:abbrev-ref|show-current|symbolic-full-name)|%[dD]/, ['branch']],
  [/%[dD]/, ['tags']],
  [/^--(?:short|abbrev(?!-ref)|count|oneline)|%[htp]|^-s$/, ['history']],
  [/^--(?:dirty|broken)/, ['dirty']],
  [/%\(describe|%\(decorate/, ['history', 'tags', 'branch']],
];

/** `Command::new("git")`, `cmd!(sh, "git rev-parse HEAD")`, `run("git", &["describe"])`. */
const CALL = /\w(?:!|::<[^>\n]{0,80}>)?\(\s*(?:&?\w+\s*,\s*)?"git(?:\.exe)?(?="|\s)/g;
const LITERAL = /"((?:[^"\\\n]|\\.){0,300})"/g;

/** All but which files are changed: those who use it ask whether there are any. */
const USUAL: readonly GitFact[] = GIT_FACTS.filter((fact) => !['changes', 'config'].includes(fact));
const LIBRARIES =
  /\bvergen\w*::|\bshadow_rs::|\bbuilt::|\bgix::|\bgit2::|\bbuild_data::|\bgit_version::|\bgit_testament/g;
/** Not a URL of a repository, and not `.gitignore`. */
const FILES =
  /"(?:[^"\n]{0,200}[/}])?\.git\/(?:HEAD|refs|index|logs|packed-refs|\{)|"(?:\.{1,2}\/)*\.git\/?"/g;
const WATCHES = /rerun-if-changed=[^"\n]{0,200}\.git\b(?!\w|ignore|attributes|modules|hub)/g;

export function gitFactsIn(reader: SourceReader): GitFact[] {
  const { text, matches, has } = reader;
  if (!/git|vergen|shadow_rs|gix|built::|build_data/.test(text)) return [];
  const facts = new Set<GitFact>();
  const add = (more: readonly GitFact[]) => {
    for (const fact of more) facts.add(fact);
  };
  const anywhere = once(() => factsOfFile(text));
  const calls = matches(CALL);
  for (const { match } of calls.slice(0, MOST_CALLS)) add(factsOfCall(text, match.index) ?? anywhere());
  if (calls.length > MOST_CALLS) add(USUAL);
  const isWithoutGit = once(() => isVergenWithoutGit(text));
  if (has(LIBRARIES, ([name]) => !name.startsWith('vergen') || !isWithoutGit())) add(USUAL);
  if (readsFiles(reader)) add(USUAL);
  // Which are changed, where it does not only ask whether any is.
  const lists =
    /"(?:status|diff)[" ]|\.statuses\(|\.diff_/.test(text) && /dirty|untracked/.test([...facts].join());
  if (lists && !/is_empty\(\)|--quiet|--exit-code|--porcelain=v2|\.success\(\)|\.len\(\)/.test(text))
    add(['changes']);
  if (has(/\bshadow_rs::/g)) add(['changes']);
  if (facts.size === 0 && has(WATCHES)) add(USUAL);
  return GIT_FACTS.filter((fact) => facts.has(fact));
}

/** Longer statements are read as far as this, and no more of them. */
const LONGEST = 1_000;
const MOST_CALLS = 200;

/** Undefined where the statement names no subcommand. */
function factsOfCall(text: string, index: number): readonly GitFact[] | undefined {
  const statement = text.slice(index, index + LONGEST).split(';', 1)[0] ?? '';
  const words = wordsIn(statement);
  const command = words.find((word) => Object.hasOwn(ANSWERS, word));
  return command === undefined ? undefined : factsOf([command], words);
}

/** Then its arguments may be anywhere in the file. */
function factsOfFile(text: string): readonly GitFact[] {
  const words = wordsIn(text);
  const commands = words.filter((word) => Object.hasOwn(ANSWERS, word));
  return commands.length === 0 ? USUAL : factsOf(commands, words);
}

function factsOf(commands: readonly string[], words: readonly string[]): readonly GitFact[] {
  const found = commands.flatMap((command) => ANSWERS[command] ?? []);
  return found.length === 0 ? [] : [...found, ...further(words)];
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

function wordsIn(text: string): string[] {
  return [...text.matchAll(LITERAL)].flatMap(([, literal = '']) => literal.split(/\s+/));
}

function further(words: readonly string[]): GitFact[] {
  return WORDS.flatMap(([pattern, facts]) => (words.some((word) => pattern.test(word)) ? facts : []));
}

/** `.git` alone may be looked at to see whether there is one. */
function readsFiles({ text, has }: SourceReader): boolean {
  const namesParts = once(() => /"(?:HEAD|refs|index|logs|packed-refs)\b/.test(text));
  return has(FILES, ({ 0: found, index }) => {
    const before = text.slice(Math.max(0, index - LONGEST), index + found.length);
    const line = before.slice(before.lastIndexOf('\n', before.length - found.length) + 1);
    if (line.includes('rerun-if-changed')) return false;
    return !/\.git\/?"$/.test(found) || namesParts();
  });
}

/** It tells what it is asked for. https://docs.rs/vergen */
function isVergenWithoutGit(text: string): boolean {
  return (
    !ALL_OF_VERGEN.test(text) &&
    !/\bgit_\w+\(|all_git|Git\w{0,40}Builder|vergen_git|\bGit(?:cl|2|ix)?\b/i.test(text)
  );
}

/** Of old versions everything, and of what is asked for by other names anything. */
const ALL_OF_VERGEN = /\bConfig\b|\bConstantsFlags\b|\bgenerate_cargo_keys\b/;

export function asksClock({ text, has }: SourceReader): boolean {
  if (has(CLOCK)) return true;
  if (!has(/\bvergen\w*::/g)) return false;
  return (
    ALL_OF_VERGEN.test(text) ||
    /\bbuild_(?:timestamp|date)\b|\ball_build\b|\bBuildBuilder\b|\bBuild::/.test(text)
  );
}

const CLOCK =
  /\bshadow_rs::|\bbuilt::|\bbuild_data::|\bSystemTime::now\b|\b(?:Utc|Local)::now\b|\bOffsetDateTime::now_(?:utc|local)\b|\bCommand::new\(\s*"date"/g;
