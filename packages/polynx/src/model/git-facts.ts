/**
 * What a build may ask git for. Each is in the key of what asks for it, and of nothing else: a branch, a tag
 * or an edit elsewhere leaves the others as they are.
 */
export const GIT_FACTS = [
  'branch',
  // Which files are changed, and how.
  'changes',
  'commit',
  // Of people and remotes.
  'config',
  // Whether tracked files are changed, staged or not.
  'dirty',
  // Abbreviations and counts: a shallow clone has others.
  'history',
  'tags',
  // Whether there are files that git neither tracks nor ignores.
  'untracked',
] as const;

export type GitFact = (typeof GIT_FACTS)[number];

/**
 * A file that asks git while the task runs, and the manifest in which a line can say that an older answer
 * will do.
 */
export interface GitAsker {
  readonly file: string;
  readonly manifest: string;
  /** As text to paste. */
  readonly setting: string;
}

/** What the fingerprint program is called with in place of a toolchain. */
export const GIT = 'git';
