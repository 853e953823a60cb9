/** Targets that are made from an expression file, or from a builder of the library and a pinned source. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPinned } from '../../adapters/git-remote/fetch.js';
import { addFixedCommand, fixedPathCommand, parseCommand } from '../../adapters/nix/commands.js';
import { writeExpressionFlake } from '../../adapters/nix/expression-flake.js';
import { copyFlake } from '../../adapters/nix/flake-copy.js';
import { scratchFolder } from '../../adapters/scratch.js';
import { refuseVariables } from '../../model/build-environment.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { componentName } from '../../model/git-urls.js';
import { insideWorkspace } from '../../model/safe-paths.js';
import { readPin, type SourceInformation, type SourcePin, shortRef } from '../../model/source-pin.js';
import type { NixBuildOptions } from '../definitions/nix-build.js';
import { invalid, type Session } from './session.js';

export interface Expression {
  readonly file?: string | undefined;
  readonly template?: string | undefined;
  readonly folder?: string | undefined;
  /** The file that pins the source. */
  readonly pin?: string | undefined;
  readonly environmentVars: Readonly<Record<string, string>>;
  readonly customizations: Readonly<Record<string, unknown>>;
  /** For each time that git is asked. */
  readonly gitSeconds: number;
}

/** Undefined where the package is one of the flake. */
export function expressionOf(options: NixBuildOptions): Expression | undefined {
  const { file, template, folder, pin, environmentVars = {}, customizations = {} } = options;
  const { gitTimeout = 300 } = options;
  if (file === undefined && template === undefined) {
    refuseIdle(options);
    return undefined;
  }
  if (file !== undefined && template !== undefined)
    throw new OptionsError('file and template: an expression is its own template; name one of the two.');
  if (template !== undefined && pin === undefined && folder === undefined)
    throw new OptionsError(`template: ${template} needs a source: name a pin (source.json) or a folder.`);
  for (const [option, path] of Object.entries({ file, pin, folder }))
    if (path !== undefined) insideWorkspace(option, path);
  if (!(gitTimeout > 0)) throw new OptionsError(`gitTimeout: ${gitTimeout} is no number of seconds.`);
  if (template !== undefined) componentName(template);
  if (typeof customizations !== 'object' || customizations === null || Array.isArray(customizations))
    throw new OptionsError('customizations: they are an object, of arguments by their names.');
  refuseVariables(environmentVars);
  return { file, template, folder, pin, environmentVars, customizations, gitSeconds: gitTimeout };
}

/** NB a variable that no build sees would be in the key all the same. */
function refuseIdle({ attr, folder, pin, environmentVars, customizations }: NixBuildOptions): void {
  const idle = Object.entries({ folder, pin, environmentVars, customizations });
  const given = idle.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 0)
    throw new OptionsError(
      `${given.join(', ')}: ${attr} is a package of the flake, which takes none. Name a file or a template, or write overrides in flake.nix.`,
    );
}

/** @returns the absolute folder of a flake that has the package under its name */
export async function expressionFlake(
  session: Session,
  name: string,
  system: string,
  { gitSeconds, ...expression }: Expression,
  sources: readonly string[],
  show: (text: string) => void,
): Promise<string> {
  const { root } = session;
  if (!existsSync(join(root, 'flake.nix')))
    throw new ExpectedError(
      'There is no flake.nix, which says where packages come from. Run: nx g polynx:flake',
    );
  if (expression.file !== undefined) await checkSyntax(session, expression.file);
  const pin = expression.pin === undefined ? undefined : pinIn(root, expression.pin);
  const source =
    pin === undefined ? undefined : { pin, path: await sourceInStore(session, pin, gitSeconds, show) };
  const files = [expression.file, expression.folder].filter((one) => one !== undefined);
  const copy = await copyFlake(root, [...sources, ...files]);
  const key = createHash('sha256')
    .update(JSON.stringify([name, system, expression, sources]))
    .digest('hex');
  const folder = join(root, scratchFolder(root), 'expressions', key.slice(0, 32));
  writeExpressionFlake(copy, folder, { name, system, ...expression, source });
  return folder;
}

/** Before anything is fetched or evaluated: file and line are in the repository, and not in a copy. */
async function checkSyntax(session: Session, file: string): Promise<void> {
  if (!existsSync(join(session.root, file)))
    throw new ExpectedError(`There is no ${file}, which the option file names.`);
  const { exitCode, stderr } = await session.ask(parseCommand([file]));
  if (exitCode !== 0)
    throw new ExpectedError(`${file} cannot be read:\n${stderr.trim().replaceAll(`${session.root}/`, '')}`);
}

function pinIn(root: string, file: string): SourcePin {
  if (!existsSync(join(root, file)))
    throw new ExpectedError(`There is no ${file}.\n  nx g polynx:import-git writes it.`);
  return readPin(readFileSync(join(root, file), 'utf8'), file);
}

export function informationOf(root: string, { pin: file }: Expression): SourceInformation | undefined {
  if (file === undefined) return undefined;
  const { url, rev, ref, date } = pinIn(root, file);
  return { url, rev, ...(ref === undefined ? {} : { ref: shortRef(ref) }), date };
}

/** Its path in the store follows from its hash: what is there is not fetched. */
async function sourceInStore(
  session: Session,
  pin: SourcePin,
  seconds: number,
  show: (text: string) => void,
): Promise<string> {
  const { stdout } = await session.ask(fixedPathCommand(pin.narHash));
  const path = stdout.trim();
  if ((await invalid(session, [path])).size === 0) return path;
  show(`fetching ${pin.url} at ${pin.rev}\n`);
  const scratch = join(session.root, scratchFolder(session.root), 'sources', pin.rev);
  const { files } = await fetchPinned(pin, { seconds, scratch });
  const added = await session.ask(addFixedCommand(files));
  if (added.exitCode !== 0 || added.stdout.trim() !== path)
    throw new ExpectedError(`The source could not be put into the store:\n${added.stderr.trim()}`);
  return path;
}
