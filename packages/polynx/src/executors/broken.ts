import type { BrokenOptions } from './definitions/broken.js';

/**
 * The task of a project whose manifest cannot be read: it fails with the reason, so that nobody's CI turns
 * green.
 */
export default async function broken({ message }: BrokenOptions): Promise<{ success: false }> {
  console.error(`\n${message}\n`);
  return { success: false };
}
