/** What a Deno project is, to this toolchain. */
import type { Glob } from '../../model/globs.js';
import type { Project, Scope } from '../../model/project.js';
import type { Collected } from './collect.js';
import type { DenoJson } from './deno-json.js';
import type { DenoWorkspace } from './members.js';
import type { Own } from './owners.js';

export interface DenoDetails {
  readonly manifest: DenoJson;
  readonly workspace: DenoWorkspace;
  readonly own: Own;
  readonly hasSources: boolean;
  /** Test files, those that `deno test` passes over included. */
  readonly tests: readonly string[];
  readonly hasBenches: boolean;
  /** The file to run, as seen from the project. */
  readonly main: string | undefined;
  readonly collected: Readonly<Record<Scope, Collected>>;
  /** Test files of other members that this one imports. */
  readonly foreignTests: readonly string[];
  /** Files of the enclosing folders that Deno reads whatever is imported. */
  readonly configFiles: readonly Glob[];
  readonly lintPlugins: readonly Glob[];
  /** Of a workspace root: the other members. */
  readonly members: readonly Project<DenoDetails>[];
  /** This project and every project it compiles. */
  readonly closures: Readonly<Record<Scope, readonly Project<DenoDetails>[]>>;
}
