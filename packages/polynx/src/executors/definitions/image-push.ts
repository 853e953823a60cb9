import * as z from 'zod/mini';
import type { PushJob } from '../../model/image.js';
import { paths } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Sends an image to a registry: what is missing there first, its tags last.';

export const schema: z.ZodMiniType<PushJob> = z.object({
  layout: described(z.string(), 'The folder of the image.'),
  name: described(z.string(), 'What {name} stands for in tags.'),
  version: described(z.string(), 'What {version} stands for in tags.'),
  registry: described(z.exactOptional(z.string()), 'Where it goes, unless DOCKER_REGISTRY_URL says so.'),
  fallback: described(z.exactOptional(z.string()), 'Where it goes while that one cannot be reached.'),
  repository: described(z.string(), 'Its name in the registry.'),
  tags: paths('Templates of tags.'),
  publicKey: described(
    z.exactOptional(z.string()),
    'The public key (PEM) of the private one in POLYNX_IMAGE_KEY: without that, nothing is sent.',
  ),
});
