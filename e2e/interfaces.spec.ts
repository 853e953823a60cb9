/**
 * What a project expects of others, compared with what they provide: the fixtures of the Nix library's check,
 * as targets of Nx.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../tools/paths.js';
import { createWorkspace } from './support/workspace.js';

const fixtures = join(repository, 'nix/checks/validateCrossLanguageInterfaces/fixtures');
const FORMATS = ['json-schema', 'lexicon', 'openapi', 'protobuf'];
const MINUTES = 300_000;

interface Entry {
  readonly name: string;
  readonly format: string;
  readonly file?: string;
}

type Spec = Readonly<
  Record<string, { readonly provides?: readonly Entry[]; readonly consumes?: readonly Entry[] }>
>;

/** Every fixture is two packages: `openapi-missing-web` expects what `openapi-missing-api` has. */
function repositoryOfFixtures() {
  const files: Record<string, string> = {};
  const interfaces: Record<string, Spec[string]> = {};
  const cases = FORMATS.flatMap((format) =>
    readdirSync(join(fixtures, format)).map((kind) => ({ format, kind, at: `${format}-${kind}` })),
  );
  for (const { format, kind, at } of cases) {
    const folder = join(fixtures, format, kind);
    const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as Spec;
    const moved = (side: string) => (entry: Entry) => ({
      ...entry,
      // Else all that provide `thing` would be asked.
      name: at,
      ...(entry.file === undefined ? {} : { file: `${at}-${side}/${entry.file}` }),
    });
    for (const [side, { provides = [], consumes = [] }] of Object.entries(spec)) {
      files[`${at}-${side}/package.json`] = JSON.stringify({ name: `${at}-${side}` });
      interfaces[`${at}-${side}`] = {
        provides: provides.map(moved(side)),
        ...(consumes.length === 0 ? {} : { consumes: consumes.map(moved(side)) }),
      };
      for (const { file } of [...provides, ...consumes])
        if (file !== undefined && existsSync(join(folder, file)))
          files[`${at}-${side}/${file}`] = readFileSync(join(folder, file), 'utf8');
    }
  }
  return { cases, files: { ...files, 'interfaces.json': JSON.stringify(interfaces, null, 2) } };
}

test(
  'every kind of drift in every format fails the one who relies on it; a change of the provider affects it',
  async () => {
    const { cases, files } = repositoryOfFixtures();
    expect(cases.length).toBe(29);
    const workspace = await createWorkspace(files, {
      plugin: { interfaces: 'interfaces.json' },
      packageJson: { workspaces: ['*-api', '*-web'] },
    });
    const first = await workspace.nx(['run-many', '-t', 'interfaces-check', '--outputStyle=static']);
    expect(first.exitCode).toBe(1);
    for (const { at, kind } of cases) {
      const [, own = ''] = first.output.split(`> nx run ${at}-web:interfaces-check`);
      const said = own.split('> nx run ')[0];
      if (kind === 'same') expect(said).toContain('1 interfaces fit');
      else expect(said).toContain(`${kind}: ${at}-web uses ${at}`);
    }
    expect(first.output.match(/^- .*-web:interfaces-check$/gm)).toHaveLength(25);

    // YAML is read as well, and a fit is remembered until either side changes.
    const fits = ['interfaces-check', 'openapi-same-web'];
    expect((await workspace.nx(fits)).hits).toHaveLength(1);
    await workspace.commit();
    workspace.append('openapi-same-api/provider.json', '\n');
    expect(await workspace.affected('interfaces-check')).toEqual(['openapi-same-web']);
    expect((await workspace.nx(fits)).misses).toHaveLength(1);

    workspace.write('interfaces.json', files['interfaces.json'].replace('"openapi-same-api"', '"nobody"'));
    const strange = await workspace.nx(fits);
    expect(strange.output).toContain(
      'interfaces.json names nobody, but no project of this workspace is called so.',
    );
  },
  MINUTES,
);
