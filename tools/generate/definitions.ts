/** What the folders say there is: one module per generator, and per executor that belongs to no toolchain. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { source } from '../paths.js';

/** What such a module exports, beside its name. */
export interface Definition {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodMiniType;
  /** Of a generator: the argument that needs no name, or several in their order. */
  readonly positional?: string | readonly string[] | undefined;
  /** Of a generator: not for people. */
  readonly hidden?: boolean;
  /** Of an executor: what is said after the options that are known goes to a program. */
  readonly takesArguments?: boolean;
}

export const generatorNames = readdirSync(join(source, 'generators'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Executors that belong to no toolchain. */
export const executorNames = readdirSync(join(source, 'executors/definitions'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/** Those of them that Nx may give many tasks at once. */
export const batchedNames = executorNames.filter((name) =>
  existsSync(join(source, `executors/${name}-batch.ts`)),
);

export function generatorDefinitions(): Promise<Definition[]> {
  return Promise.all(generatorNames.map((name) => load(name, `generators/${name}/schema.ts`)));
}

export function executorDefinitions(): Promise<Definition[]> {
  return Promise.all(executorNames.map((name) => load(name, `executors/definitions/${name}.ts`)));
}

async function load(name: string, file: string): Promise<Definition> {
  const module = (await import(join(source, file))) as Omit<Definition, 'name'>;
  return { ...module, name };
}
