/** What is known of the commit that a build is made from. */
export interface Stamp {
  readonly GIT_HASH: string;
  readonly GIT_BRANCH: string;
  /** `true` where tracked files are not as in the commit. */
  readonly GIT_DIRTY: string;
  /**
   * SOURCE_DATE_EPOCH, else the time of the commit, as in 2026-11-21T09:30:00Z. Not the clock: two builds of
   * one commit are the same.
   */
  readonly BUILD_TIME: string;
}

export const STAMP_NAMES = ['GIT_HASH', 'GIT_BRANCH', 'GIT_DIRTY', 'BUILD_TIME'] as const;

/** What a build that is not stamped says, and a stamped one without git. */
export const UNKNOWN = 'unknown';

export const UNSTAMPED: Stamp = {
  GIT_HASH: UNKNOWN,
  GIT_BRANCH: UNKNOWN,
  GIT_DIRTY: UNKNOWN,
  BUILD_TIME: UNKNOWN,
};

/**
 * Whose builds are stamped: in which configurations (`true`: always), and the module of sources that says it,
 * if one is written.
 */
export interface StampSettings {
  readonly in: true | readonly string[];
  /** Relative to the project's directory. */
  readonly module?: string | undefined;
}

export type StampChoice = true | readonly string[] | StampSettings;

export function stampSettings(choice: StampChoice): StampSettings {
  return typeof choice === 'object' && 'in' in choice ? choice : { in: choice };
}

/** By which the task that is stamped knows the file that its stamp is in. */
export const STAMPED_FILE = 'stamped.json';
