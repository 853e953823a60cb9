/**
 * Configurations that a tool looks for: in the folder it is started in, in the package, in every folder
 * above. They are programs, and read as such.
 */

import { everythingIn } from '../../../model/globs.js';
import { ancestors, isInside, join } from '../../../model/paths.js';
import { beforeWildcard } from '../../shared/wildcard.js';
import { type Inline, type Program, readProgram } from '../programs/program.js';
import { dotenvGlobs } from '../unlisted.js';
import { at, type Call, type Effect, flag } from './tool.js';

export interface Configuration {
  /** Its own configuration, in the folder it is started in. */
  readonly here?: RegExp | undefined;
  /** What it, or a compiler inside it, looks for in every folder up to the root. */
  readonly above?: RegExp | undefined;
  /** Fields of package.json that configure it. */
  readonly fields?: readonly string[] | undefined;
  /** Folders that it copies without being asked. */
  readonly copies?: readonly string[] | undefined;
  /** Whether it loads `.env` files. */
  readonly dotenv?: boolean | undefined;
}

export interface Configured {
  readonly program: Program;
  readonly effect: Effect;
}

export function configured(row: Configuration, call: Call, base = call.cwd): Configured {
  const files = configurationsOf(row, call, base);
  const program = readProgram(files, { ...call, cwd: base }, inline(row, call));
  const copied = (row.copies ?? []).map((name) => join(base, name));
  const taken = [...program.takes.map(folderOf), ...copied].filter(
    (path) => isInside(path, call.root) && path !== call.root && call.tree.hasDirectory(path),
  );
  const problem =
    program.problems[0] ??
    (program.writes.includes(undefined) ? `${files[0]} writes to paths that it computes` : undefined);
  return {
    program,
    effect: {
      writes: program.writes.filter((path) => path !== undefined),
      reads: program.reads,
      produced: program.produced,
      // NB of a folder that is taken whole, files count that git ignores.
      ignored: [
        ...program.ignored,
        ...(row.dotenv === true ? dotenvGlobs(base) : []),
        // NB also where git has none: there may be files that it ignores.
        ...everythingIn(copied.filter((path) => !call.tree.hasDirectory(path))),
        ...(call.isBuild ? everythingIn([...new Set(taken)]) : []),
      ],
      env: program.env,
      ...(problem === undefined
        ? {}
        : { refuse: `what ${call.program} reads and writes is not known: ${problem}`, isUnknown: true }),
    },
  };
}

/** The folder that wildcards cannot leave. */
function folderOf(path: string): string {
  return beforeWildcard(path, '*?{[') || '.';
}

function configurationsOf({ here, above }: Configuration, call: Call, base: string): string[] {
  const { tree, root } = call;
  const named = flag(call, '-c', '--config', '--config-file', '--config-path');
  const own = [...new Set([base, call.cwd, root])].flatMap((folder) => listed(folder, call, here));
  const up = ancestors(base).flatMap((folder) => listed(folder, call, above));
  return [...new Set([...(named === undefined ? [] : [at(call, named)]), ...own, ...up])].filter(tree.has);
}

function listed(folder: string, { tree }: Call, pattern: RegExp | undefined): string[] {
  if (pattern === undefined) return [];
  const { files, directories } = tree.list(folder);
  // NB `.vitepress/config.ts` stands in a folder of its own.
  const below = pattern.source.includes('\\/')
    ? directories.flatMap((name) => tree.list(join(folder, name)).files.map((file) => `${name}/${file}`))
    : [];
  return [...files, ...below].filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

function inline({ fields = [] }: Configuration, { fields: all, root }: Call): Inline[] {
  return fields.flatMap((name) =>
    typeof all[name] === 'object' && all[name] !== null
      ? [{ file: join(root, 'package.json'), text: JSON.stringify(all[name]) }]
      : [],
  );
}
