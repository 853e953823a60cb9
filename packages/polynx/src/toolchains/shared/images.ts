import * as z from 'zod/mini';
import type { ImageOptions } from '../../model/image.js';
import { readStatedRegistry, repositoryProblem, templateProblem } from '../../model/image-names.js';
import { described } from './options.js';

/** A text of which a function says what is wrong. */
function checked(problemOf: (text: string) => string | undefined) {
  return z.string().check(
    z.superRefine((text, context) => {
      const message = problemOf(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    }),
  );
}

const registry = checked((text) => {
  const read = readStatedRegistry(text);
  return typeof read === 'string' ? read : undefined;
});

/** NB the system splits a variable at the first `=`, and ends it at a zero. */
const variables = z.record(
  z.string().check(z.regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable')),
  z.string(),
);

/** What images hold and where they go, in the plugin's options and in manifests. */
export const imageOptions: z.ZodMiniType<ImageOptions> = z.strictObject({
  from: described(
    z.optional(z.enum(['build', 'nix'])),
    '`build`: the image has the program that `build` leaves; `nix`: the target `nix-image` makes it. Default: `build`.',
  ),
  base: described(
    z.optional(z.string()),
    'Layers below the program, for programs that are not static: an OCI layout in the workspace, or an image with its digest, `registry/name@sha256:…`.',
  ),
  files: described(
    z.optional(z.record(z.string(), z.string())),
    'More files, such as certificates: path in the image to path in the project, or in the workspace with `/` before it.',
  ),
  user: described(
    z.optional(z.string().check(z.regex(/^\d{1,10}(?::\d{1,10})?$/, 'must be numbers, such as 65532:65532'))),
    'User and group, as numbers. Default: `65532:65532`.',
  ),
  args: described(z.optional(z.array(z.string())), 'Arguments where the container is given none.'),
  env: described(z.optional(variables), 'Environment variables.'),
  ports: described(
    z.optional(
      z.array(
        z.string().check(z.regex(/^\d{1,5}(?:\/(?:tcp|udp|sctp))?$/, 'must be a port, such as 8080/tcp')),
      ),
    ),
    'Ports that it listens on.',
  ),
  labels: described(z.optional(z.record(z.string(), z.string())), 'Labels, over those of the manifest.'),
  workingDir: described(
    z.optional(z.string().check(z.regex(/^\//, 'must begin with /'))),
    'Working directory. Default: `/`.',
  ),
  registry: described(
    z.optional(registry),
    'Where `image-push` and `deliver` send it, unless DOCKER_REGISTRY_URL says so: `registry.example.com/team`.',
  ),
  fallback: described(z.optional(registry), 'Where they send it while that one cannot be reached.'),
  repository: described(
    z.optional(checked(repositoryProblem)),
    'Name in the registry. Default: the name of the program.',
  ),
  tags: described(
    z.optional(z.array(checked(templateProblem)).check(z.minLength(1))),
    'Tags: text with `{version}`, `{sha}`, `{branch}` and `{name}`. Default: `["{version}"]`.',
  ),
  publicKey: described(
    z.optional(z.string()),
    'A public key (PEM) in the workspace. Images are signed with its private key, POLYNX_IMAGE_KEY, and the target `image-verify` checks that they are.',
  ),
});
