import type { Claim, NotesDisk } from './claim.js';
import type { GitAsker, GitFact } from './git-facts.js';
import type { Glob } from './globs.js';
import type { Read, Scope } from './project.js';

/** One invocation of one program, as data. Nothing is run and nothing quoted before adapters/run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Workspace-relative directory. */
  readonly cwd: string;
  /** Set on top of the user's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What one target of one project does, before Nx's words are put on it. */
export interface Task {
  /** `build`, `test`, `lint`, …; becomes the target's name where that is free. */
  readonly intent: string;
  /** One sentence for `nx show project` and Nx Console. */
  readonly description: string;
  /**
   * Options of the toolchain's executor. Absent: the task has no executor and its facts (cache, inputs,
   * outputs) merge into the package.json script of the same name, which Nx runs.
   */
  readonly options?: Readonly<Record<string, unknown>>;
  /**
   * An executor of polynx that belongs to no toolchain; one of another package with its name, `nx:noop`. NB
   * only with `options`, be they `{}`.
   */
  readonly executor?: string;
  /** The platform it builds for, where that is not simply this machine. */
  readonly platform?: string;
  /** What the toolchain calls that platform, where others look for files by that name: a Rust triple. */
  readonly platformName?: string;
  /**
   * Where the files belong that join this task's outputs with those for the other processor, in the order of
   * `outputs`.
   */
  readonly joined?: readonly string[];
  /** The exact command line of the default configuration, shown by `nx show project`. */
  readonly command?: Command;
  readonly configurations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The configuration where none is asked for. */
  readonly defaultConfiguration?: string;
  readonly cache: boolean;
  /**
   * What makes it certain that it may be cached, by kind: which program, which configuration, what it reads
   * and writes. Only shown.
   */
  readonly assumes?: Readonly<Record<string, readonly string[]>>;
  /** A service: runs until it is stopped. */
  readonly continuous?: boolean;
  readonly inputs: Inputs;
  /**
   * Workspace-relative paths of exact files or folders, in which `{options.x}` stands for a value. They
   * become globs when they are rendered.
   */
  readonly outputs: readonly string[];
  /** Outputs whose names only a pattern says, and with `!` what of the others is left out. */
  readonly outputGlobs?: readonly Glob[];
  /** Options whose value is such a path: where the user sets another one, it is an output too. */
  readonly outputOptions?: readonly string[];
  /** Those of them that the task leaves only with other options than it has: nothing counts on them. */
  readonly leftOut?: readonly string[];
  /**
   * The intent of the same project that it repeats: the option `of` becomes that task's target, and without
   * that task it is dropped too.
   */
  readonly repeats?: string;
  /** The intent of which this is a part: what users set for that one counts for this one too. */
  readonly partOf?: string;
  /** The intent whose work the tasks in `after` do in parts. */
  readonly inParts?: string;
  /** Intents of the same project and toolchain that run before. */
  readonly after?: readonly string[];
  /**
   * Roots of the projects of this toolchain that the task compiles, its own included. Their reads and
   * cross-toolchain dependencies become this task's inputs and prerequisites.
   */
  readonly closure: readonly string[];
  /**
   * What the task reads, where that is known more exactly than by the reads of all projects in `closure`;
   * then only these count.
   */
  readonly reads?: readonly Read[];
  readonly scope: Scope;
  /** Intents of the projects this one depends on that run before: what Nx users write as `^build`. */
  readonly upstream?: readonly string[];
  /**
   * Roots of projects of other toolchains that the task itself compiles: the inputs of their build become its
   * own.
   */
  readonly compiles?: readonly string[];
}

/** What decides a task's result. Everything here enters the cache key; nothing else should. */
export interface Inputs {
  /**
   * Workspace-relative globs; `!` in front takes away from all the others. Prefer one brace glob over many.
   */
  readonly files: readonly Glob[];
  /** Globs of files that git ignores and that decide the result all the same, such as `.env`. */
  readonly ignored?: readonly Glob[];
  /** Whether the tool's version, the host and the tool's environment decide the result. Default true. */
  readonly tool?: boolean;
  /**
   * Where the tool is started, when that decides which version answers (rustup's and go's directory
   * overrides).
   */
  readonly toolDirectory?: string;
  /** Whether the very processor decides: a compiler is told to use all that it can do. */
  readonly cpu?: boolean;
  /** Whether the folder that the repository lies in is part of the result. */
  readonly place?: boolean;
  /**
   * An exact pin of the version is among the files: the tool need not be asked, nor installed, to know the
   * key.
   */
  readonly pinned?: boolean;
  /**
   * The part of shared files (locks, workspace manifests) that decides this task, as text. Its digest enters
   * the key, so that a lock bump reruns only what links the bumped package.
   */
  readonly slice?: string;
  /** The shared files the slice was cut from: a change of one makes `nx affected` look here. */
  readonly shared?: readonly string[];
  /** Whether what the tasks in `after` leave decides the result. */
  readonly after?: boolean;
  /** Names of npm packages whose installed versions decide the result. */
  readonly npm?: readonly string[];
  /**
   * Argument arrays of further programs whose answer decides the result, such as a linter's version. Missing
   * counts as a constant.
   */
  readonly probes?: readonly (readonly string[])[];
  /** Environment variables the project itself names; a `*` at either end stands for anything. */
  readonly env?: readonly string[];
  /**
   * Variables without which a result is kept for no other run: a program that watches files unless CI is set,
   * say.
   */
  readonly onlyWith?: readonly string[];
  /** What is asked of git while the task runs, and by which files. */
  readonly git?: { readonly facts: readonly GitFact[]; readonly by: readonly GitAsker[] };
}

/** A deliverable of a variant at an exact place. Workspace-relative. */
export interface Artifact {
  /** Where the tool writes it. */
  readonly from: string;
  /** Where it belongs. Renamed there when the task ends. */
  readonly to: string;
  /**
   * The options decide whether the tool leaves it. Where it does not, nothing of an earlier run stays either.
   */
  readonly optional?: boolean;
  /** For macOS, made on another system: where its code signature does not hold, it gets one that does. */
  readonly codeSigned?: boolean;
}

/** What an executor does: commands in order, then the artifacts are put in place. */
export interface Plan extends Remarks {
  /** Files of the task's own that its commands need, written before the first. */
  readonly files?: readonly PreparedFile[];
  readonly steps: readonly Step[];
  readonly artifacts: readonly Artifact[];
  readonly writes?: readonly WrittenFolder[];
  /** Why artifacts may lie elsewhere, and what to do. */
  readonly whenMissing?: string;
  /** Directories of the task's own that are emptied before it starts. */
  readonly clean?: readonly string[];
  /** Two commands that do the same work: how long the best of a few runs takes each, in milliseconds. */
  readonly comparison?: {
    readonly before: Command;
    readonly after: Command;
    describe(before: number, after: number): string;
  };
}

/** What is said of a run when it has succeeded. */
export interface Remarks {
  /** A program that counts something, asked before and after; undefined when there is nothing to say. */
  readonly statistics?: {
    readonly ask: Command;
    describe(before: string, after: string): string | undefined;
  };
  /** What the user should know of how it was run, in a line or two. */
  readonly remark?: string;
}

/** Beside artifacts: a cache of the tool, say. */
export interface WrittenFolder {
  /** Absolute or workspace-relative. */
  readonly folder: string;
  /** The variable by which it is another one. */
  readonly setting?: string;
}

export interface PreparedFile {
  /** Workspace-relative. */
  readonly to: string;
  /** What is in it, or the file that it is a copy of, absolute or workspace-relative. */
  readonly text?: string;
  readonly copyOf?: string;
}

/** What our own code makes when a command has ended. */
export interface MadeFile {
  /** Workspace-relative. */
  readonly to: string;
  readonly mode: number;
  readonly bytes?: Uint8Array;
  /** A tar.gz, with nothing in it of the machine that makes it. */
  readonly archive?: Archive;
}

export interface Archive {
  readonly entries: readonly {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly isExecutable?: boolean;
  }[];
  /** Of every entry, in seconds since 1970. */
  readonly time: number;
}

/**
 * By workspace-relative path. Throws where there is no such file, and an ExpectedError where it may not be
 * shipped.
 */
export type ReadBytes = (path: string) => Uint8Array;

/** Files whose names begin so, anywhere in a folder that is workspace-relative or absolute. */
export interface Records {
  readonly folder: string;
  readonly prefix: string;
  /** What is removed for such a file, absolute, as the file is. Absent: the file itself. */
  readonly removes?: (file: string) => string;
}

/** What a tool has done once and does not do again, though git may answer otherwise since. */
export interface Remembered {
  /**
   * The file by which the tool knows that it is done: without it, it does it again, with all that is made of
   * it. Absolute or workspace-relative.
   */
  readonly record: string;
  /** A file that is written whenever it is done. */
  readonly proof: string;
  readonly facts: readonly GitFact[];
}

export interface GitMemory {
  /** Pure: what is remembered, from the names in folders. */
  find(list: (folder: string) => readonly string[]): readonly Remembered[];
  /** Whether it is done again where git answers otherwise. */
  readonly forget: boolean;
}

export interface Step {
  readonly command: Command;
  /** Pure: from what the command said (with `messages`) and left to more files. */
  readonly makes?: (messages: readonly string[], read: ReadBytes) => readonly MadeFile[];
  /** Steps with one key never run at the same time on this machine, whichever Nx process they belong to. */
  readonly exclusive?: string;
  /**
   * By which the tool knows what it need not do again. Those of a run that was stopped are taken away before
   * the next one with the same `exclusive`.
   */
  readonly records?: Records;
  /**
   * From what the command said (with `messages`): what it took over from earlier runs. Where a claim does not
   * hold, the step runs once more.
   */
  readonly claims?: (
    messages: readonly string[],
    where: NotesDisk & { readonly workspaceRoot: string },
  ) => readonly Claim[];
  /** What the tool may have from another commit. Looked at while the lock of `exclusive` is held. */
  readonly git?: GitMemory;
  /** Each line that this command prints becomes one more argument; where it prints none, the step is done. */
  readonly argumentsFrom?: Command;
  /** A tool such as `gofmt -l` that lists what is wrong and exits with 0. */
  readonly failOnOutput?: boolean;
  /** Stdout is a stream of messages for the toolchain's `evidence`, not for people. */
  readonly messages?: boolean;
  /** What to say when the program is missing, where it is not the toolchain's own. */
  readonly install?: string;
  /** Shown after the tool's own output when the step fails. */
  readonly hint?: (output: string) => string | undefined;
  /** Run when the step has failed, for the next time. */
  readonly repair?: (output: string) => Repair | undefined;
}

export interface Repair {
  readonly command: Command;
  /** Said when it has succeeded, or failed. */
  readonly done: string;
  readonly failed: string;
}
