/**
 * The soundness suite: one story per way in which a cache can lie or be too big, through real Nx and real
 * tools. It must be true with polynx, and one of its expectations must fail with polynx's answer spoilt by a
 * mutation. The second is asked when the story has changed since (proven.ts), and with ALL_MUTANTS=true.
 *
 * Themes are plain data, so that a script can list them: outside vitest nothing is registered.
 */
import type { Scenario } from './scenario.js';
import { verify } from './verify.js';

export interface Theme {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

export function theme(title: string, scenarios: readonly Scenario[]): Theme {
  if (process.env['VITEST'] !== undefined) verify(title, scenarios);
  return { title, scenarios };
}
