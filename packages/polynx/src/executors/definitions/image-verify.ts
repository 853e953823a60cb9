import * as z from 'zod/mini';
import type { VerifyJob } from '../../model/image.js';
import { paths } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Checks that the image in a registry is signed.';

export const schema: z.ZodMiniType<VerifyJob> = z.object({
  name: described(z.string(), 'What {name} stands for in tags.'),
  version: described(z.string(), 'What {version} stands for in tags.'),
  registry: described(z.exactOptional(z.string()), 'Where it is, unless DOCKER_REGISTRY_URL says so.'),
  repository: described(z.string(), 'Its name in the registry.'),
  tags: paths('Templates of tags.'),
  publicKey: described(z.string(), 'The public key (PEM). Workspace-relative.'),
});
