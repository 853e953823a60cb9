import type { Identity } from '../../model/identity.js';

/**
 * What Node and the common build tools read. Frameworks copy variables of certain prefixes into the bundle.
 * Not CI: most tools only change how they print; the scripts whose result it changes name it themselves. Not
 * PATH-like or npm_* variables: every package manager sets others.
 */
export const identity: Identity = {
  env: [
    'NODE_ENV',
    'NODE_OPTIONS',
    'NODE_PATH',
    'BABEL_ENV',
    'BROWSERSLIST*',
    'ESBUILD_BINARY_PATH',
    'TZ',
    'VITE_*',
    'NEXT_PUBLIC_*',
    'NUXT_*',
    'NITRO_*',
    'PUBLIC_*',
    'REACT_APP_*',
    'VUE_APP_*',
    'GATSBY_*',
    'STORYBOOK_*',
    'EXPO_PUBLIC_*',
    'SANITY_STUDIO_*',
  ],
  probes: [['node', '--version']],
};
