import * as z from 'zod/mini';

export const description = 'Adds polynx to nx.json and to .gitignore, and says what it found.';

/** What `nx add` and other plugins' generators pass. Hidden in Nx Console. */
function internal<T extends z.ZodMiniType>(schema: T, text: string): T {
  z.globalRegistry.add(schema, { description: text, 'x-priority': 'internal' });
  return schema;
}

export const schema = z.strictObject({
  skipFormat: internal(z._default(z.boolean(), false), 'Leaves changed files as they were written.'),
  skipPackageJson: internal(
    z._default(z.boolean(), false),
    'Accepted because Nx passes it: polynx adds nothing to package.json.',
  ),
  keepExistingVersions: internal(
    z._default(z.boolean(), false),
    'Accepted because Nx passes it: polynx changes no versions.',
  ),
});

export type InitOptions = z.input<typeof schema>;
