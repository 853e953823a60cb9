import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that Node processes start, by way of a module that each of them loads first. */
export interface ProcessLog {
  readonly env: Readonly<Record<string, string>>;
  read(): Entry[];
}

export interface Entry {
  /** Command line of the Node process that speaks. */
  readonly by: string;
  /** What it starts, and from where; absent when it says that it is there. */
  readonly starts?: string;
  readonly stack?: string;
}

/** NB the synchronous ones do not go by way of each other's exports: each is caught. */
const PRELOAD = `
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const processes = require('node:child_process');
const by = process.argv.join(' ') + ' ';
Error.stackTraceLimit = 100;
const say = (entry) => appendFileSync(process.env.PROCESS_LOG, JSON.stringify({ by, ...entry }) + '\\n');
say({});
const watch = (holder, name) => {
  const original = holder[name];
  holder[name] = function (program, ...rest) {
    say({ starts: typeof program === 'string' ? program : program.file, stack: new Error().stack });
    return original.call(this, program, ...rest);
  };
};
for (const name of ['spawnSync', 'execSync', 'execFileSync']) watch(processes, name);
watch(processes.ChildProcess.prototype, 'spawn');
syncBuiltinESMExports();
`;

export function createProcessLog(folder: string): ProcessLog {
  const preload = join(folder, 'log-processes.cjs');
  const log = join(folder, 'processes.jsonl');
  writeFileSync(preload, PRELOAD);
  writeFileSync(log, '');
  return {
    env: { NODE_OPTIONS: `--require=${preload}`, PROCESS_LOG: log },
    read: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Entry),
  };
}
