import * as z from 'zod/mini';
import { FORMATS } from '../../model/shipping.js';
import { toolchains } from '../../toolchains/index.js';
import { described } from '../../toolchains/shared/options.js';
import { KINDS, LINTERS } from '../../toolchains/toolchain.js';

export const description =
  'Starts a component that builds, tests and lints at once, wired into its workspace.';

/** The argument that needs no name: `nx g polynx:component api`. */
export const positional = 'name';

const ids = toolchains.filter(({ scaffold }) => scaffold !== undefined).map(({ id }) => id);

/** A question for whoever leaves the option out. */
function asked<T extends z.ZodMiniType>(schema: T, text: string): T {
  z.globalRegistry.add(schema, { description: text, 'x-prompt': text });
  return schema;
}

export const schema = z.strictObject({
  name: asked(
    z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a letter, then letters, digits, - and _')),
    'Name of the component: of the project, and of its folder.',
  ),
  // NB no prompts of Nx for these two: it knows no labels for an enum, and no question that depends on an
  // answer.
  toolchain: described(
    z.optional(z.enum(ids)),
    'Toolchain the component is for. A terminal is asked where it is left out.',
  ),
  kind: described(
    z.optional(z.enum(KINDS)),
    'What it will be. Each toolchain offers some of them; a terminal is asked where it is left out.',
  ),
  directory: described(
    z.optional(z.string()),
    'Folder of the component, from the root of the workspace. Default: where components of the kind are.',
  ),
  linter: described(
    z.optional(z.enum(LINTERS)),
    'Who checks style and layout (Node). Default: the one that the repository has, else biome.',
  ),
  publishable: described(
    z._default(z.boolean(), false),
    'Whether others can install it from a registry. Without, its manifest says that it is private.',
  ),
  platforms: described(
    z.optional(z.array(z.string())),
    'Platforms that its programs are built for besides this one, such as `linux-arm64`.',
  ),
  packaging: described(
    z.optional(z.array(z.enum(['archive', ...FORMATS, 'nix', 'image']))),
    'Packages that are made of its programs; `archive` is tar.gz, and zip for Windows. `nix` is a package of the flake, which is written where there is none, `image` an OCI image of that.',
  ),
  folders: described(
    z._default(z.record(z.string(), z.string()), {}),
    'Folders by kind, such as `{ "lib": "libs" }`. Kept in nx.json under `generators`, where answers are remembered.',
  ),
  skipInstall: described(
    z._default(z.boolean(), false),
    'Installs nothing and completes no lock: prints the commands that do.',
  ),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});

export type ComponentOptions = z.output<typeof schema>;
