/**
 * Schemas for editors: nx.json and project.json as Nx has them, with what polynx reads in them. A file names
 * one by its `$schema`.
 */
import { commonOptions, targets } from '../../packages/polynx/src/analysis/options.js';
import { toolchains } from '../../packages/polynx/src/toolchains/index.js';
import { settingsSchema } from '../../packages/polynx/src/toolchains/shared/manifest.js';
import { type Json, jsonSchema } from './json-schema.js';

/** Of an executor: what tasks run by it may be given. Each option alone, since the rest is inferred. */
export interface ExecutorOptions {
  readonly name: string;
  readonly schema: Json;
}

export function editorSchemas(executors: readonly ExecutorOptions[]): [path: string, schema: Json][] {
  return [
    ['schemas/nx-json.json', nxJson(executors)],
    ['schemas/project-json.json', projectJson(executors)],
  ];
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';

function nxJson(executors: readonly ExecutorOptions[]): Json {
  const plugins = { type: 'array', items: when('plugin', 'polynx', { options: pluginOptions() }) };
  const byExecutor = executors.map(({ name, schema }) => [
    name,
    { properties: { options: partial(schema) } },
  ]);
  return {
    $schema: DRAFT,
    title: 'nx.json with polynx',
    definitions: Object.fromEntries(executors.map(({ name, schema }) => [name, partial(schema)])),
    allOf: [{ $ref: '../../nx/schemas/nx-schema.json' }],
    properties: {
      plugins,
      targetDefaults: {
        properties: Object.fromEntries(byExecutor),
        additionalProperties: runBy(executors),
      },
    },
  };
}

function projectJson(executors: readonly ExecutorOptions[]): Json {
  return {
    $schema: DRAFT,
    title: 'project.json with polynx',
    allOf: [{ $ref: '../../nx/schemas/project-schema.json' }],
    properties: {
      metadata: { type: 'object', properties: { polynx: jsonSchema(settingsSchema) } },
      targets: { additionalProperties: runBy(executors) },
    },
  };
}

/** All options of the plugin, those of toolchains by their id. */
function pluginOptions(): Json {
  const common = jsonSchema(commonOptions);
  const ofToolchains = toolchains.map(({ id, title, options }) => {
    const own = jsonSchema(options);
    const properties = { ...(own['properties'] as Json), targets: jsonSchema(targets) };
    return [
      id,
      { description: `Options of ${title}.`, anyOf: [{ type: 'boolean' }, { ...own, properties }] },
    ];
  });
  return {
    ...common,
    properties: { ...(common['properties'] as Json), ...Object.fromEntries(ofToolchains) },
    additionalProperties: false,
  };
}

function runBy(executors: readonly ExecutorOptions[]): Json {
  return { allOf: executors.map(({ name }) => when('executor', name, optionsOf(name))) };
}

/** Written once, in the schema of nx.json. */
function optionsOf(name: string): Json {
  return { options: { $ref: `nx-json.json#/definitions/${name}` } };
}

function when(key: string, value: string, properties: Json): Json {
  return {
    if: { type: 'object', properties: { [key]: { const: value } }, required: [key] },
    // biome-ignore lint/suspicious/noThenProperty: it is JSON schema's word
    then: { properties },
  };
}

function partial({ properties, additionalProperties, definitions }: Json): Json {
  return { type: 'object', properties, additionalProperties, definitions };
}
