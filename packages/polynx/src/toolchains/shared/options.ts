import * as z from 'zod/mini';
import { compact } from '../../model/compact.js';

/** A description for the generated schema and the option tables. */
export function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description });
  return schema;
}

/** What the model or the user of a builder knows best: to Nx it is an object. */
export function settled<T>(description?: string): z.ZodMiniType<T> {
  const schema = z.custom<T>();
  z.globalRegistry.add(schema, compact({ type: 'object', description }));
  return schema;
}
