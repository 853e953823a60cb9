/**
 * What is known of another plugin: data, one file per plugin. `from-plugin.ts` reads it and knows none of
 * them.
 */
import type { Pattern } from './outputs.js';

export type Options = Readonly<Record<string, unknown>>;

/** Where a target stands. */
export interface Place {
  readonly root: string;
  /** The name of the project, which some plugins take for that of the package. */
  readonly name: string;
  /** Options that polynx infers for the target; empty if it infers none. */
  readonly inferred: Options;
  /** Files and folders that it leaves then. */
  readonly outputs: readonly string[];
  /** Major version of the plugin that the repository uses. */
  readonly major: number;
}

/** What one option, or all of a target, is here. */
export interface Translation {
  readonly options?: Options;
  /** Works, with a difference that a user should know. */
  readonly notes?: readonly string[];
  /** Has no equal: the target stays the command that it ran. */
  readonly unequal?: readonly string[];
}

export type Rule = (value: unknown, place: Place) => Translation;

export interface PeerExecutor {
  /** The commands of polynx that do the same. */
  readonly commands: readonly string[];
  /**
   * The intent that stands for it where polynx infers no target of that name. Default: one with such a
   * command.
   */
  readonly intent?: string;
  readonly options: Readonly<Record<string, Rule>>;
  /** Of an option that the table does not list. */
  readonly other?: (name: string, value: unknown) => Translation;
  /** What the executor assumes where the target does not say. */
  defaults?(place: Place): Options;
  /** The command that it ran, as text for a shell. */
  line(options: Options, place: Place): string;
  /** Where. Default: the project's folder. */
  isRunAtRoot?(place: Place): boolean;
  /** Folders that may be a project of their own here, and hold the program that is meant. */
  programAt?(options: Options, place: Place): readonly string[];
  readonly continuous?: boolean;
  /** What to say where there is no equal at all. */
  readonly hint?: string;
}

export interface Peer {
  /** The npm package: the prefix of its executors and generators. */
  readonly name: string;
  /** The file that makes a folder one of its projects. */
  readonly manifest: string;
  readonly executors: Readonly<Record<string, PeerExecutor>>;
  /** Targets that it infers, by the options of its entry in nx.json: their names and executors. */
  inferred?(options: Options, root: string): Readonly<Record<string, string>>;
  /** Outputs and inputs that it, or its generators, give to targets. */
  readonly outputs: readonly Pattern[];
  readonly inputs: readonly Pattern[];
}

/** Rules that several tables use. */
export const dropped: Rule = () => ({});

export const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value).split(/[\s,]+/)).map(String).filter((one) => one !== '');

export const as =
  (name: string, of: (value: unknown) => unknown = (value) => value): Rule =>
  (value) => ({ options: { [name]: of(value) } });

export const noEqual =
  (why: (value: unknown) => string): Rule =>
  (value) => ({ unequal: [why(value)] });
