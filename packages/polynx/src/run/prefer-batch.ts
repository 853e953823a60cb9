/**
 * Whether Nx makes batches unasked. `--batch` and `--no-batch` (NX_BATCH_MODE) decide otherwise, and a
 * command for one project makes none (plugin/one-project.ts).
 */
export const PREFER_BATCH = true;
