/** A target that Nix builds and that is no package of the flake, as project.json has it. */
import type { Tree as NxTree } from '@nx/devkit';
import { refuseVariables } from '../../model/build-environment.js';
import { compact } from '../../model/compact.js';
import { OptionsError } from '../../model/errors.js';
import { join } from '../../model/paths.js';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';
import { readNxJson } from '../init/nx-json.js';

/** What both generators let a user say of the build. */
export interface BuildSettings {
  readonly environmentVars?: Readonly<Record<string, string>> | undefined;
  readonly customizations?: Readonly<Record<string, unknown>> | undefined;
  readonly timeout?: number | undefined;
  readonly buildTimeout?: number | undefined;
}

export interface Made extends BuildSettings {
  readonly name: string;
  readonly directory: string;
  readonly file?: string | undefined;
  readonly template?: string | undefined;
  readonly pin?: string | undefined;
  readonly folder?: string | undefined;
  /** Beside the directory. */
  readonly sources?: readonly string[] | undefined;
}

export function targetOf({ name, directory, sources = [], ...made }: Made): object {
  const { file, template, pin, folder, environmentVars, customizations, timeout, buildTimeout } = made;
  refuseVariables(environmentVars ?? {});
  const read = [...new Set([directory, ...sources, ...(template === undefined ? [] : ['nix/polynx'])])];
  const beside = [file, folder].filter((one) => one !== undefined && !isBelow(one, read));
  return {
    executor: 'polynx:nix-build',
    cache: true,
    inputs: [
      ...[...read, ...beside].map((path) => glob(path ?? '.', directory)),
      '{workspaceRoot}/**/*.nix',
      '{workspaceRoot}/flake.lock',
      // The system decides; another version of Nix makes the same.
      { runtime: 'node -p process.platform+process.arch' },
      { externalDependencies: [] },
    ],
    outputs: ['{options.manifest}', '{options.files}'],
    options: compact({
      attr: name,
      file,
      template,
      pin,
      folder,
      sources: read,
      environmentVars,
      customizations,
      timeout,
      buildTimeout,
      manifest: `${join('dist', directory)}/nix-manifest.json`,
      files: `${join('dist', directory)}/nix`,
    }),
  };
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((one) => one === '.' || path === one || path.startsWith(`${one}/`));
}

function glob(path: string, directory: string): string {
  if (path === directory) return '{projectRoot}/**/*';
  return /\.[\w-]+$/.test(path) ? `{workspaceRoot}/${path}` : `{workspaceRoot}/${path}/**/*`;
}

/** The project file with one target more; a new one where there is none. */
export function writeTarget(host: NxTree, { directory, name }: Made, target: string, value: object): void {
  const file = join(directory, 'project.json');
  const text = host.read(file, 'utf-8') ?? undefined;
  if (text === undefined) {
    host.write(file, `${JSON.stringify({ name, targets: { [target]: value } }, null, 2)}\n`);
    return;
  }
  const { targets = {} } = readNxJson(text) as { targets?: Readonly<Record<string, unknown>> };
  if (Object.hasOwn(targets, target))
    throw new OptionsError(
      `target: ${file} has a target ${target} already. Name another one by --target, or remove it.`,
    );
  host.write(file, addToJsonc(text, ['targets'], value, target));
}
