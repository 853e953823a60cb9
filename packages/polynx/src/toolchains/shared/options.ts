import * as z from 'zod/mini';

/** A description for the generated schema and the option tables. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}
