/** Tables of the docs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { commonOptions } from '../../packages/polynx/src/analysis/options.js';
import { toolchains } from '../../packages/polynx/src/toolchains/index.js';
import { imageOptions } from '../../packages/polynx/src/toolchains/shared/images.js';
import { packageOptions } from '../../packages/polynx/src/toolchains/shared/packages.js';
import { repository } from '../paths.js';
import { type Json, jsonSchema } from './json-schema.js';

/** Replaces what stands between `<!-- generated:NAME -->` and `<!-- /generated -->`. */
export function withTables(text: string): string {
  const tables: Record<string, () => string> = {
    targets: targetsTable,
    options: optionTables,
    nix: nixIndex,
  };
  return text.replace(
    /<!-- generated:(\w+) -->[\s\S]*?<!-- \/generated -->/g,
    (_, name: string) => `<!-- generated:${name} -->\n${tables[name]?.() ?? ''}\n<!-- /generated -->`,
  );
}

function targetsTable(): string {
  const rows = toolchains.flatMap(({ title, intents }) =>
    intents.map(
      ({ name, description, cached }) =>
        `| ${title} | \`${name}\` | ${description} | ${cached ? 'yes' : 'no'} |`,
    ),
  );
  return ['| toolchain | target | what it does | cached |', '|---|---|---|---|', ...rows].join('\n');
}

function optionTables(): string {
  return [
    optionTable('Options of the plugin', commonOptions),
    optionTable('Options of the plugin: `packages`', packageOptions),
    optionTable('Options of the plugin: `images`', imageOptions),
    ...toolchains.flatMap(({ id, options, runner }) => [
      optionTable(`Options of the plugin: \`${id}\``, options),
      ...(runner === undefined ? [] : [optionTable(`Options of targets: \`polynx:${id}\``, runner.options)]),
    ]),
  ]
    .flat()
    .join('\n\n');
}

/** None where there are no options. */
function optionTable(title: string, schema: z.ZodMiniType): string[] {
  const { properties = {} } = jsonSchema(schema) as { properties?: Record<string, Json> };
  const rows = Object.entries(properties).map(([name, property]) => {
    const fallback = property['default'] === undefined ? '' : `\`${JSON.stringify(property['default'])}\``;
    return `| \`${name}\` | ${property['description'] ?? ''} | ${typeOf(property)} | ${fallback} |`;
  });
  const head = [`## ${title}`, '', '| option | | type | default |', '|---|---|---|---|'];
  return rows.length === 0 ? [] : [[...head, ...rows].join('\n')];
}

function typeOf(property: Json): string {
  if (Array.isArray(property['enum'])) return property['enum'].map((value) => `\`${value}\``).join(' ');
  if (property['type'] === 'array') return `${(property['items'] as Json | undefined)?.['type'] ?? 'any'}[]`;
  const choices = property['anyOf'] as Json[] | undefined;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' or ');
  return String(property['const'] ?? property['type'] ?? 'any');
}

const NIX_PAGES = ['packages', 'several-projects', 'variants', 'images-and-services'];

/** The functions of the Nix library: a row for each heading of its pages, with the sentence below it. */
function nixIndex(): string {
  const rows = NIX_PAGES.flatMap((page) =>
    readFileSync(join(repository, `docs/nix-library/${page}.md`), 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [heading = '', , text = ''] = section.split('\n');
        const name = heading.replaceAll('`', '');
        return `| [\`${name}\`](../docs/nix-library/${page}.md#${name.toLowerCase()}) | ${text} |`;
      }),
  );
  return ['| function | |', '|---|---|', ...rows].join('\n');
}
