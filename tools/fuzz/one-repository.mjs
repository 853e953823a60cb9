// One computation of the graph by the packed plugin, in a process of its own: node one-repository.mjs
// REPOSITORY RESULT. Prints what it needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder = '', result = ''] = process.argv.slice(2);
/** For the log of strace: what is between two of these is the plugin's own. See trace.ts. */
const mark = () => {
  try {
    readFileSync(`${result}.mark`);
  } catch {
    // There is none: that it was looked for is in the log.
  }
};
Object.assign(process.env, { NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: folder, CI: '1' });
process.chdir(folder);
const context = createRequire(`${folder}/node_modules/x.js`)('nx/src/utils/workspace-context');
mark();
const { createNodes } = await import(`${folder}/node_modules/polynx/dist/index.js`);
mark();
const [pattern, compute] = createNodes;
const before = process.cpuUsage();
const files = (await context.globWithWorkspaceContext(folder, [pattern])).sort();
mark();
const nodes = await compute(files, undefined, { workspaceRoot: folder, nxJsonConfiguration: {} });
mark();
const { user, system } = process.cpuUsage(before);
writeFileSync(
  result,
  JSON.stringify({
    nodes,
    milliseconds: (user + system) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
    polluted: Object.keys(Object.prototype),
  }),
);
process.exit(0);
