import { expect, it } from 'vitest';
import { inShell, readVariables, settledBy } from './shell-env.js';

const STORE = '/nix/store/hkbpzwmv3gaa6c178w1x1m4cjyx9g97g-tool';

/** As Nix 2.26 says them, shortened. */
const SAID = JSON.stringify({
  bashFunctions: { genericBuild: ' \n    echo\n' },
  variables: {
    GREETING: { type: 'exported', value: 'hi' },
    GOCACHE: { type: 'exported', value: '/tmp/nix-build-shell-env.drv-0/go-cache' },
    HOME: { type: 'exported', value: '/tmp/nix-build-shell-env.drv-0' },
    HOSTTYPE: { type: 'var', value: 'x86_64' },
    NIX_BUILD_TOP: { type: 'exported', value: '/tmp/nix-build-shell-env.drv-0' },
    PATH: { type: 'exported', value: `${STORE}/bin` },
    envBuildHooks: { type: 'array', value: [] },
    nativeBuildInputs: { type: 'exported', value: STORE },
    out: { type: 'exported', value: `${STORE}-shell` },
  },
});

it('takes what a shell exports, and nothing of the builder or the machine that made it', () => {
  const variables = readVariables(SAID);
  expect(variables).toEqual({ GREETING: 'hi', PATH: `${STORE}/bin` });
  expect(inShell(variables, { HOME: '/home/ada', PATH: '/usr/bin', GREETING: 'own' })).toEqual({
    HOME: '/home/ada',
    PATH: `${STORE}/bin:/usr/bin`,
    GREETING: 'hi',
  });
  // Of PATH the rest is the machine's.
  expect(settledBy(variables)).toEqual(['GREETING']);
});
