/** That a tool need not do something again: it did it once, and left a note. */
export interface Claim {
  /**
   * Absolute. Without the note the tool does it again. Modified when the work began: what changed later may
   * have been read or not.
   */
  readonly note: string;
  /**
   * Absolute. Its files are known by their paths from here, since several checkouts may share a folder of
   * notes.
   */
  readonly base: string;
  /** Whether it was done just now, and not taken over. Absent: the tool does not say. */
  readonly isNew?: boolean;
  /** Where nothing is known of the note so far. */
  grounds(): Grounds;
}

/** What the tool had read. Paths are absolute or relative to the base. */
export interface Grounds {
  /** Modified when the work began: what changed later may have been read or not. Absent: unknown. */
  readonly began?: string;
  readonly files: readonly string[];
  readonly folders: readonly Folder[];
}

/** Everything in it. */
export interface Folder {
  readonly path: string;
  /** Names of folders, at any depth, that do not count. */
  readonly except: readonly string[];
  /** A folder below that holds a file of this name is none of it. */
  readonly border?: string;
}

/** By absolute path. A missing file has no text, a missing folder no entries. */
export interface NotesDisk {
  text(file: string): string | undefined;
  has(path: string): boolean;
  isDirectory(path: string): boolean;
  bytes(file: string): Uint8Array | undefined;
  list(folder: string): readonly string[];
}
