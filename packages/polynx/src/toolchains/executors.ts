/**
 * The executors of toolchains: `polynx:<id>`, and, where the toolchain has batches, `polynx:<id>-single`. Nx
 * decides by the executor whether a task may join a batch, so a task that never may has an executor of its
 * own.
 */
import { toolchains } from './index.js';
import type { AnyToolchain } from './toolchain.js';

/** Without the prefix `polynx:`. */
export function executorsOf({ id, runner }: AnyToolchain): string[] {
  if (runner === undefined) return [];
  return runner.batch === undefined ? [id] : [id, singleExecutor(id)];
}

export function singleExecutor(id: string): string {
  return `${id}-single`;
}

/** NB a service in a batch would hold up every task of it, and Nx starts no other one while a batch runs. */
export function executorFor(
  { id, runner }: AnyToolchain,
  { continuous }: { readonly continuous?: boolean },
  batch: boolean,
): string {
  const joins = batch && continuous !== true;
  return runner?.batch === undefined || joins ? id : singleExecutor(id);
}

/** `polynx:cargo` and `polynx:cargo-single` are cargo's. */
export function toolchainOfExecutor(executor: string | undefined): AnyToolchain | undefined {
  return toolchains.find((one) => executorsOf(one).some((name) => executor === `polynx:${name}`));
}
