import type { NixOptions } from '../../adapters/nix/settings.js';
import { pull, push, statistics, warm } from './caches.js';
import type { NixCommand } from './names.js';
import type { Session } from './session.js';
import { collect, flakeCheck, formatAll, lint, optimise, rebuild, runProgram, update } from './single.js';

export interface CommandOptions extends NixOptions {
  readonly command: NixCommand;
  readonly attr?: string;
  readonly manifest?: string;
  readonly program?: string;
  /** Days. */
  readonly olderThan?: number;
  readonly __unparsed__?: readonly string[];
}

export const COMMANDS: Readonly<
  Record<NixCommand, (session: Session, options: CommandOptions) => Promise<boolean>>
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
