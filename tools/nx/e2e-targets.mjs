// @ts-check
/**
 * The Nx plugin of this repository: each file e2e/…/x.spec.ts is a project with one cached target, `e2e`. A
 * project of its own, because `nx affected -t e2e` selects by target: with one project for all files, `e2e`
 * would be all or nothing.
 */
import { installInputs, specInputs } from './inputs.mjs';

export const name = 'polynx-repository';

const INSTALL = 'e2e/support/install.ts';
const INSTALLATION = 'dist/e2e';

/** @type {import('@nx/devkit').CreateNodes} */
export const createNodes = [
  `{${INSTALL},e2e/**/*.spec.ts}`,
  (files, _, { workspaceRoot }) =>
    files.map((file) => [
      file,
      { projects: { [file]: file === INSTALL ? installation(workspaceRoot) : story(workspaceRoot, file) } },
    ]),
];

/**
 * Packing and installing takes seconds and is the same for all spec files.
 *
 * @param {string} root
 */
function installation(root) {
  return {
    name: 'installation',
    targets: {
      install: {
        command: `tsx ${INSTALL} ${INSTALLATION}`,
        cache: true,
        inputs: installInputs(root),
        outputs: [`{workspaceRoot}/${INSTALLATION}`],
      },
    },
  };
}

/**
 * The log is what is cached: there are no outputs.
 *
 * @param {string} root
 * @param {string} file
 */
function story(root, file) {
  return {
    name: file.replace(/\.spec\.ts$/, ''),
    targets: {
      e2e: {
        executor: 'nx:run-commands',
        options: {
          command: `vitest run --project e2e ${file}`,
          env: { POLYNX_INSTALLATION: `${root}/${INSTALLATION}` },
        },
        cache: true,
        inputs: specInputs(root, file),
        outputs: [],
        dependsOn: [{ projects: ['installation'], target: 'install' }],
      },
    },
  };
}
