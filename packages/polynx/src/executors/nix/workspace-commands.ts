import type { CommandOptions } from '../definitions/nix.js';
import { pull, push, statistics, warm } from './caches.js';
import type { Session } from './session.js';
import { collect, flakeCheck, formatAll, lint, optimise, rebuild, runProgram, update } from './single.js';

export const COMMANDS: Readonly<
  Record<CommandOptions['command'], (session: Session, options: CommandOptions) => Promise<boolean>>
> = {
  run: runProgram,
  rebuild,
  check: flakeCheck,
  'cache-push': push,
  'cache-pull': pull,
  'cache-warm': warm,
  gc: collect,
  optimise,
  stats: statistics,
  format: formatAll,
  lint,
  update,
};
