/** The workflows of docs/guides/ci.md, whose commands a test runs, with what a repository has. */
import type { CiSetup } from '../../toolchains/toolchain.js';
import type { CiOptions } from './schema.js';

export interface Facts {
  readonly setups: readonly CiSetup[];
  readonly targets: readonly string[];
}

export const FILES: Readonly<Record<CiOptions['provider'], string>> = {
  github: '.github/workflows/ci.yml',
  gitlab: '.gitlab-ci.yml',
  circleci: '.circleci/config.yml',
};

export function workflow(options: CiOptions, facts: Facts): string {
  return `${{ github, gitlab, circleci }[options.provider](options, facts).join('\n')}\n`;
}

const indented = (width: number, lines: readonly string[]) =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(width) + line));

function github(options: CiOptions, facts: Facts): string[] {
  return [
    'name: CI',
    'on:',
    '  push:',
    `    branches: [${options.main}]`,
    '  pull_request:',
    '',
    'permissions:',
    '  actions: read # for nx-set-shas',
    '  contents: read',
    '',
    'jobs:',
    ...(options.jobs > 1 ? sharedJobs(options, facts) : affectedJob(options, facts)),
  ];
}

function affectedJob({ runners, remoteCache, main }: CiOptions, { setups, targets }: Facts): string[] {
  const several = runners.length > 1;
  return [
    '  affected:',
    ...(several
      ? [
          '    strategy:',
          '      fail-fast: false',
          '      matrix:',
          `        runner: [${runners.join(', ')}]`,
        ]
      : []),
    `    runs-on: ${several ? '${{ matrix.runner }}' : runners[0]}`,
    ...(remoteCache ? environmentOfGitHub(main) : []),
    '    steps:',
    ...indented(6, [
      ...checkout(main),
      ...tools(setups),
      `- run: npx nx affected -t ${targets.join(' ')}`,
      '  env:',
      ...indented(4, environment(setups, remoteCache ? CACHE_OF_GITHUB : [], true)),
    ]),
  ];
}

/** One job divides what is affected, and each of the others runs its part. */
function sharedJobs({ runners, remoteCache, main, jobs }: CiOptions, { setups, targets }: Facts): string[] {
  const matrix = `npx polynx ci matrix -t ${targets.join(',')} --parts ${jobs}`;
  return [
    '  plan:',
    `    runs-on: ${runners[0]}`,
    '    outputs:',
    '      matrix: ${{ steps.plan.outputs.matrix }}',
    '    steps:',
    ...indented(6, [
      ...checkout(main),
      ...tools(setups),
      '- uses: actions/cache/restore@v4 # what the tasks took in earlier runs',
      ...indented(2, ['with:', '  path: .nx/polynx/history', '  key: polynx-history-']),
      '- id: plan',
      `  run: echo "matrix=$(${matrix})" >> "$GITHUB_OUTPUT"`,
    ]),
    '  tasks:',
    '    needs: plan',
    '    if: fromJSON(needs.plan.outputs.matrix).include[0] # GitHub refuses an empty matrix',
    '    strategy:',
    '      fail-fast: false',
    '      matrix: ${{ fromJSON(needs.plan.outputs.matrix) }}',
    `    runs-on: ${runners[0]}`,
    ...(remoteCache ? environmentOfGitHub(main) : []),
    '    steps:',
    ...indented(6, [
      ...checkout(main),
      ...tools(setups),
      '- uses: actions/cache@v4',
      ...indented(2, [
        'with:',
        '  path: .nx/polynx/history',
        '  key: polynx-history-${{ github.run_id }}-${{ strategy.job-index }}',
        '  restore-keys: polynx-history-',
      ]),
      '- run: npx nx run-many -t "$TARGETS" --projects="$PROJECTS"',
      '  env:',
      ...indented(4, [
        'TARGETS: ${{ matrix.targets }}',
        'PROJECTS: ${{ matrix.projects }}',
        ...environment(setups, remoteCache ? CACHE_OF_GITHUB : [], true),
      ]),
    ]),
  ];
}

function checkout(main: string): string[] {
  return [
    '- uses: actions/checkout@v4',
    '  with:',
    '    fetch-depth: 0 # affected compares with the base',
    '    filter: tree:0 # but needs no old files',
    '    persist-credentials: false',
    '- uses: nrwl/nx-set-shas@v4 # NX_BASE and NX_HEAD',
    ...(main === 'main' ? [] : ['  with:', `    main-branch-name: ${main}`]),
  ];
}

function tools(setups: Facts['setups']): string[] {
  const commands = setups.flatMap((one) =>
    one.commands.filter((command) => !one.github.join().includes(command)),
  );
  return [...setups.flatMap((one) => one.github), ...commands.map((command) => `- run: ${command}`)];
}

function environmentOfGitHub(main: string): string[] {
  return [
    '    # Both have a secret NX_CACHE_TOKEN: the one that may write belongs to an environment which only main may use.',
    `    environment: \${{ github.ref == 'refs/heads/${main}' && 'cache-write' || 'cache-read' }}`,
  ];
}

const CACHE_OF_GITHUB = [
  '# Not for the installation: what it runs has no business with the cache. Pull requests from forks get no secret, and no cache.',
  'NX_SELF_HOSTED_REMOTE_CACHE_SERVER: ${{ secrets.NX_CACHE_TOKEN && vars.NX_CACHE_SERVER }}',
  'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: ${{ secrets.NX_CACHE_TOKEN }}',
];

/** Pins, and a fast start: in CI Nx has no daemon. */
function environment(setups: readonly CiSetup[], cache: readonly string[], explains: boolean): string[] {
  const pins = setups.flatMap(({ env }) => Object.entries(env).map(([name, value]) => `${name}: ${value}`));
  return [
    ...cache,
    ...pins,
    ...(explains ? ["# Plugins run in Nx's own process, which starts faster without the daemon."] : []),
    "NX_ISOLATE_PLUGINS: 'false'",
  ];
}

function gitlab({ remoteCache, main }: CiOptions, { setups, targets }: Facts): string[] {
  const cache = remoteCache ? ['NX_SELF_HOSTED_REMOTE_CACHE_SERVER: $NX_CACHE_SERVER'] : [];
  return [
    'affected:',
    '  image: $CI_REGISTRY_IMAGE/ci:1 # node, git, and the tools by their pins',
    '  timeout: 1h',
    '  variables:',
    '    GIT_DEPTH: 0 # affected compares with the base',
    ...indented(4, environment(setups, cache, false)),
    '  rules:',
    '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    '      variables:',
    '        NX_TASKS: affected',
    '        NX_BASE: $CI_MERGE_REQUEST_DIFF_BASE_SHA',
    '        NX_HEAD: $CI_COMMIT_SHA',
    '    # Everything: what did not change is a hit, and nothing that failed before is forgotten.',
    `    - if: $CI_COMMIT_BRANCH == ${main === 'main' ? '$CI_DEFAULT_BRANCH' : JSON.stringify(main)}`,
    '      variables:',
    '        NX_TASKS: run-many',
    '  script:',
    ...setups.flatMap((one) => one.commands).map((command) => `    - ${command}`),
    ...(remoteCache
      ? [
          '    # NX_CACHE_WRITE is a protected variable: only protected branches see it.',
          '    - export NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN="${NX_CACHE_WRITE:-$NX_CACHE_READ}"',
        ]
      : []),
    `    - npx nx $NX_TASKS -t ${targets.join(' ')}`,
  ];
}

/** NB an orb of Nx finds the last commit of the main branch that was green. */
function circleci({ main }: CiOptions, { setups, targets }: Facts): string[] {
  return [
    'version: 2.1',
    'orbs:',
    '  nx: nrwl/nx@1.7.0',
    'parameters:',
    '  image: # node, git, and the tools by their pins',
    '    type: string',
    '    default: cimg/node:22.20',
    'jobs:',
    '  affected:',
    '    docker:',
    '      - image: << pipeline.parameters.image >>',
    '    environment:',
    ...indented(6, environment(setups, [], false)),
    '    steps:',
    '      - checkout',
    '      - nx/set-shas:',
    `          main-branch-name: ${main}`,
    ...setups.flatMap((one) => one.commands).map((command) => `      - run: ${command}`),
    `      - run: npx nx affected -t ${targets.join(' ')}`,
    'workflows:',
    '  ci:',
    '    jobs:',
    '      - affected',
  ];
}
