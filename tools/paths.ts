import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));
export const packageFolder = join(repository, 'packages/polynx');
export const source = join(packageFolder, 'src');
/** The material beside the checkout: corpora and generators of workspaces. */
export const shared = join(dirname(repository), 'shared');
