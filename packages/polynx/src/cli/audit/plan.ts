/** Which programs look at which files. Pure. */
import type { Command } from '../../model/task.js';
import type { Audit } from '../../toolchains/toolchain.js';

export interface PlannedAudit {
  /** Workspace-relative. */
  readonly file: string;
  readonly program: string;
  /** Absent where it would ask a server, and is not to. */
  readonly command?: Command;
  readonly install: string;
}

/**
 * @param files workspace-relative, of the whole workspace
 * @param databaseOf the folder with the database of a program; undefined: each asks its server
 */
export function plannedAudits(
  files: readonly string[],
  audits: readonly Audit[],
  databaseOf?: (program: string) => string,
): PlannedAudit[] {
  return audits.flatMap(({ program, args, beside, withDatabase, install }) =>
    files
      .filter((file) => file === beside || file.endsWith(`/${beside}`))
      .sort()
      .map((file): PlannedAudit => {
        const cwd = file === beside ? '.' : file.slice(0, -beside.length - 1);
        const offline = databaseOf === undefined ? [] : withDatabase?.(databaseOf(program));
        if (offline === undefined) return { file, program, install };
        // NB options of some must stand before what they look at.
        const [first = '', ...rest] = args;
        const all = first.startsWith('.') ? [...offline, ...args] : [first, ...offline, ...rest];
        return { file, program, command: { program, args: all, cwd }, install };
      }),
  );
}
