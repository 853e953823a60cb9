/** Declarations of the options that users write, from the definitions that check them. */
import { commonOptions, targets } from '../../packages/polynx/src/analysis/options.js';
import { toolchains } from '../../packages/polynx/src/toolchains/index.js';
import { type Json, jsonSchema } from './json-schema.js';

export function optionsDeclaration(): string {
  const own = members(jsonSchema(commonOptions));
  const perToolchain = toolchains.map(({ id, title, options }) => {
    const schema = jsonSchema(options);
    const properties = { ...(schema['properties'] as Json), targets: jsonSchema(targets) };
    return `/** ${title}; \`false\` leaves it out. */\nreadonly ${id}?: boolean | ${typeText({ ...schema, properties })};`;
  });
  return ['export interface PolynxOptions {', ...own, ...perToolchain, '}'].join('\n');
}

function members({ properties, required = [] }: Json): string[] {
  return Object.entries(properties as Record<string, Json>).flatMap(([name, schema]) => [
    ...(schema['description'] === undefined ? [] : [`/** ${schema['description']} */`]),
    `readonly ${name}${(required as string[]).includes(name) ? '' : '?'}: ${typeText(schema)};`,
  ]);
}

function typeText(schema: Json): string {
  const { enum: values, anyOf, type, items, properties, additionalProperties } = schema;
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeText(one as Json)).join(' | ');
  if (type === 'array') return `ReadonlyArray<${typeText((items ?? {}) as Json)}>`;
  if (properties !== undefined) return ['{', ...members(schema), '}'].join('\n');
  if (type === 'object')
    return `Readonly<Record<string, ${typeof additionalProperties === 'object' ? typeText(additionalProperties as Json) : 'unknown'}>>`;
  return typeof type === 'string' ? type : 'unknown';
}
