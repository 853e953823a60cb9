/**
 * `polynx audit`: looks up what is locked, and what the lists of components of releases name, in databases of
 * vulnerabilities, with the programs that are installed.
 */
import { join, resolve } from 'node:path';
import { isInstalled } from '../../adapters/programs.js';
import { type Env, run } from '../../adapters/run.js';
import { ExpectedError } from '../../model/errors.js';
import { listFiles } from '../../plugin/devkit.js';
import { toolchains } from '../../toolchains/index.js';
import { namesIn, statOf } from '../clean/measure.js';
import { startNx } from '../workspace.js';
import { type PlannedAudit, plannedAudits } from './plan.js';

export async function audit(root: string, database: string | undefined): Promise<void> {
  startNx(root);
  const inspections = await Promise.all(toolchains.map(({ inspection }) => inspection?.()));
  const audits = inspections.flatMap((one) => one?.audits ?? []);
  const names = [...new Set(audits.map(({ beside }) => `**/${beside}`))];
  const folder = database === undefined ? undefined : resolve(database);
  const databaseOf = folder === undefined ? undefined : (program: string) => join(folder, program);
  const planned = [
    ...plannedAudits(await listFiles(root, names), audits, databaseOf),
    ...componentLists(root).map((file) => osv(file, folder !== undefined)),
  ];
  const env = databaseOf === undefined ? process.env : { ...process.env, [OSV_DATABASE]: databaseOf(OSV) };
  const outcomes: Outcome[] = [];
  for (const one of planned) outcomes.push(await look(root, one, env));
  conclude(planned, outcomes);
}

const OSV_DATABASE = 'OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY';

/** Of a CycloneDX file that `package` has written. https://google.github.io/osv-scanner/usage */
function osv(file: string, isOffline: boolean): PlannedAudit {
  const args = ['scan', 'source', ...(isOffline ? ['--offline'] : []), '-L', file];
  const install = 'go install github.com/google/osv-scanner/v2/cmd/osv-scanner@latest';
  return { file, program: OSV, command: { program: OSV, args, cwd: '.' }, install };
}

const OSV = 'osv-scanner';

/** NB no link is followed. */
function componentLists(root: string, folder = 'dist'): string[] {
  if (statOf(join(root, folder))?.isDirectory() !== true) return [];
  return namesIn(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return name.endsWith('.cdx.json') ? [path] : componentLists(root, path);
  });
}

type Outcome = 'clean' | 'complains' | 'not looked at';

async function look(
  root: string,
  { file, program, command, install }: PlannedAudit,
  env: Env,
): Promise<Outcome> {
  if (command === undefined) {
    console.log(`${file}: not looked at: ${program} knows no database but that of its server`);
    return 'not looked at';
  }
  if (!isInstalled(program)) {
    console.log(`${file}: not looked at: ${program} is not installed. ${install}`);
    return 'not looked at';
  }
  console.log(`${file}: ${program}`);
  const { exitCode } = await run(command, { workspaceRoot: root, install, env });
  return exitCode === 0 ? 'clean' : 'complains';
}

function conclude(planned: readonly PlannedAudit[], outcomes: readonly Outcome[]): void {
  const of = (outcome: Outcome) =>
    planned.filter((_, at) => outcomes[at] === outcome).map(({ file }) => file);
  const [clean, complaints, rest] = [of('clean'), of('complains'), of('not looked at')];
  console.log(
    `${clean.length} of ${planned.length} without a known vulnerability, ${rest.length} not looked at`,
  );
  if (complaints.length > 0)
    throw new ExpectedError(`Vulnerabilities, or no answer (see above): ${complaints.join(', ')}`);
  if (planned.length > 0 && clean.length === 0) throw new ExpectedError('Nothing was looked at.');
}
