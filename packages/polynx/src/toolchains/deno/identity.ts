import type { Identity } from '../../model/identity.js';

/** What decides what Deno does. Not DENO_DIR: another cache folder gives the same answers. */
export const identity: Identity = {
  env: [
    'DENO_AUTH_TOKENS',
    'DENO_CERT',
    'DENO_COMPAT',
    'DENO_CONDITIONS',
    'DENO_FUTURE',
    'DENO_NO_PACKAGE_JSON',
    'DENO_TLS_CA_STORE',
    'DENO_UNSTABLE_*',
    'DENO_V8_FLAGS',
    'DENO_WEBGPU_*',
    'JSR_URL',
    'NPM_CONFIG_REGISTRY',
  ],
  probes: [['deno', '--version']],
};
