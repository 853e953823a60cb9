/** Outputs are paths to us and globs to Nx. A token such as `{options.profile}` may stand in them. */
import { escapeGlob, type Glob, literalOf } from './globs.js';
import { join } from './paths.js';

const TOKEN = /(\{options\.\w+\})/;

/** Everything but the tokens stands for itself. */
export function outputGlob(path: string): Glob {
  return path
    .split(TOKEN)
    .map((part, index) => (index % 2 === 1 ? part : escapeGlob(part)))
    .join('') as Glob;
}

export interface TokenValues {
  readonly projectRoot: string;
  readonly projectName: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A declared output with its tokens filled in, still a glob. What has no value stays as it is. */
export function filledOutput(output: string, { projectRoot, projectName, options }: TokenValues): string {
  return output
    .replace('{workspaceRoot}/', '')
    .replace('{projectRoot}', () => projectRoot)
    .replace('{projectName}', () => projectName)
    .replace(/\{options\.(\w+)\}/g, (token, key: string) => String(options[key] ?? token));
}

/** The file or folder that a declared output is. */
export function outputPath(output: string, values: TokenValues): string {
  return join(literalOf(filledOutput(output, values)));
}
