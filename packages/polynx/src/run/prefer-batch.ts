/**
 * Whether `nx run-many` makes batches unasked. `--batch` and `--no-batch` (NX_BATCH_MODE) decide otherwise.
 */
export const PREFER_BATCH = true;
