/** JSON schemas as Nx reads them. https://nx.dev/docs/extending-nx/intro */
import * as z from 'zod/mini';
import type { AnyToolchain } from '../../packages/polynx/src/toolchains/toolchain.js';
import type { Definition } from './definitions.js';

export type Json = Record<string, unknown>;

export function jsonSchema(schema: z.ZodMiniType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return rest;
}

/** What was said after the options that are known. */
const UNPARSED = {
  __unparsed__: {
    hidden: true,
    type: 'array',
    items: { type: 'string' },
    $default: { $source: 'unparsed' },
    'x-priority': 'internal',
  },
} as const;

/** Arguments that are no options of ours go to the tool, so the schema lets them pass. */
export function toolchainSchema({ id, runner }: AnyToolchain): Json {
  if (runner === undefined) throw new Error(`${id} has no runner`);
  return {
    ...executorSchema({ name: id, schema: runner.options, takesArguments: true }),
    additionalProperties: true,
  };
}

export function executorSchema({
  name,
  schema,
  takesArguments = false,
}: Pick<Definition, 'name' | 'schema' | 'takesArguments'>): Json {
  const rest = jsonSchema(schema);
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: `polynx:${name}`,
    ...rest,
    properties: { ...(rest['properties'] as Json), ...(takesArguments ? UNPARSED : {}) },
  };
}

export function generatorSchema({ name, description, schema, positional }: Definition): Json {
  const { properties, ...rest } = jsonSchema(schema) as { properties?: Record<string, Json> };
  const places = [positional ?? []].flat();
  const withSource = Object.entries(properties ?? {}).map(([key, value]) => [
    key,
    places.includes(key) ? { ...value, $default: { $source: 'argv', index: places.indexOf(key) } } : value,
  ]);
  return {
    $schema: 'https://json-schema.org/schema',
    $id: `polynx-${name}`,
    title: `polynx:${name}`,
    description, // `nx g polynx:<name> --help` prints it
    ...rest,
    properties: Object.fromEntries(withSource),
  };
}
