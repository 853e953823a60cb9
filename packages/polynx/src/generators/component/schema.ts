import * as z from 'zod/mini';
import { toolchains } from '../../toolchains/index.js';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Starts a component that builds, tests and lints at once, wired into its workspace.';

/** The argument that needs no name: `nx g polynx:component api`. */
export const positional = 'name';

const ids = toolchains.filter(({ scaffold }) => scaffold !== undefined).map(({ id }) => id);
const kinds = ['lib', 'bin', 'service', 'web'] as const;

/** A question for whoever leaves the option out. */
function asked<T extends z.ZodMiniType>(schema: T, text: string, items?: readonly string[]): T {
  const prompt = items === undefined ? text : { message: text, type: 'list', items };
  z.globalRegistry.add(schema, { description: text, 'x-prompt': prompt });
  return schema;
}

export const schema = z.strictObject({
  name: asked(
    z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a letter, then letters, digits, - and _')),
    'Name of the component, and of its folder.',
  ),
  toolchain: asked(z.enum(ids), 'Toolchain the component is for.', ids),
  kind: asked(z.enum(kinds), 'What it will be: a library, a program, an HTTP service or a web page.', kinds),
  directory: described(
    z.optional(z.string()),
    'Folder of the component, from the root of the workspace. Default: beside its likes.',
  ),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});

export type ComponentOptions = z.output<typeof schema>;
