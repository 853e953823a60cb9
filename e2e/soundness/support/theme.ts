/**
 * The soundness suite: one story per way in which a cache can lie or be too big. Each is told twice through real Nx and real tools: with polynx,
 * where it must be true, and with polynx's answer spoilt by a mutation, where one of its expectations must fail.
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
