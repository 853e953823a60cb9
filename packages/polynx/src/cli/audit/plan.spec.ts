import { expect, it } from 'vitest';
import { toolchains } from '../../toolchains/index.js';
import { plannedAudits } from './plan.js';

const FILES = [
  'Cargo.lock',
  'api/go.mod',
  'notes/myCargo.lock',
  'web/package-lock.json',
  'site/pnpm-lock.yaml',
];

async function planned(databaseOf?: (program: string) => string) {
  const inspections = await Promise.all(toolchains.map(({ inspection }) => inspection?.()));
  const audits = inspections.flatMap((one) => one?.audits ?? []);
  const all = plannedAudits(FILES, audits, databaseOf).map(({ file, command }) => [
    file,
    command === undefined ? undefined : [command.cwd, command.program, ...command.args].join(' '),
  ]);
  return all.sort(([a = ''], [b = '']) => FILES.indexOf(a) - FILES.indexOf(b));
}

it('each lock is looked up by the program of its language, where it lies', async () => {
  expect(await planned()).toEqual([
    ['Cargo.lock', '. cargo-audit audit --file Cargo.lock'],
    ['api/go.mod', 'api govulncheck ./...'],
    ['web/package-lock.json', 'web npm audit --package-lock-only'],
    ['site/pnpm-lock.yaml', 'site pnpm audit'],
  ]);
});

it('in databases of a folder alone, and not at all by programs that only ask a server', async () => {
  expect(await planned((program) => `/db/${program}`)).toEqual([
    ['Cargo.lock', '. cargo-audit audit --db /db/cargo-audit --no-fetch --stale --file Cargo.lock'],
    ['api/go.mod', 'api govulncheck -db file:///db/govulncheck ./...'],
    ['web/package-lock.json', undefined],
    ['site/pnpm-lock.yaml', undefined],
  ]);
});
