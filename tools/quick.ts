/**
 * `npm run quick`: the checks, the unit tests, and one story per toolchain. The stories are run by Nx: one
 * that no change reaches comes from the cache. All unit tests, as vitest's --changed goes by imports: the
 * tests of boundaries, docs and fixtures read files, and all take half a minute.
 */
import { conclude, countsOfLog, withUnseenFailure } from './test/counts.js';
import { local, runChecks, runVitest } from './test/run.js';

async function runSmoke() {
  const args = ['run-many', '-t', 'e2e', '-p', 'e2e/smoke/*', '--output-style=static'];
  const { exitCode, stdout } = await local('nx', args, { NX_TUI: 'false', NO_COLOR: '1' });
  return withUnseenFailure(countsOfLog(stdout), exitCode ?? 1);
}

const results = await Promise.all([runChecks(), runVitest('unit')]);
conclude([...results, await runSmoke()]);
