import { expect, it } from 'vitest';
import type { RunRecord } from '../../model/run-record.js';
import { statementOf } from './statement.js';

const task = {
  id: 'api:build:release',
  project: 'api',
  target: 'build',
  hash: '42',
  outcome: 'success',
  from: 'ran',
  start: 1000,
  end: 2000,
  tool: 'go version go1.26',
  steps: [{ command: 'go build', start: 1000, end: 2000, ended: 0 }],
} as const;
const run: RunRecord = {
  version: 1,
  id: 'r',
  command: ['build', 'api', '-c', 'release'],
  start: 0,
  end: 3000,
  commit: 'c'.repeat(40),
  branch: 'main',
  machine: { platform: 'linux-x64', cores: 2, node: 'v24' },
  tasks: [task],
};
const subjects = ['b', 'a'].map((name) => ({ name, digest: { sha256: name.repeat(64) } }));

it('a statement names what was built, by what, and from which commit', () => {
  const origin = { run, task, repository: 'https://example.com/r.git', version: '1.2.3' };
  const { _type, subject, predicateType, predicate } = statementOf(subjects, origin);
  expect([_type, predicateType]).toEqual([
    'https://in-toto.io/Statement/v1',
    'https://slsa.dev/provenance/v1',
  ]);
  expect(subject.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(predicate.buildDefinition).toEqual({
    buildType: 'https://nx.dev/task',
    externalParameters: { project: 'api', target: 'build', configuration: 'release', command: run.command },
    internalParameters: {
      hash: '42',
      tool: 'go version go1.26',
      platform: 'linux-x64',
      commands: ['go build'],
    },
    resolvedDependencies: [
      { uri: 'git+https://example.com/r.git@refs/heads/main', digest: { gitCommit: 'c'.repeat(40) } },
    ],
  });
  expect(predicate.runDetails.metadata).toEqual({
    invocationId: 'r',
    startedOn: '1970-01-01T00:00:01.000Z',
    finishedOn: '1970-01-01T00:00:02.000Z',
  });
});

it('outside of a repository there is no commit to name', () => {
  const { commit: _, branch: __, ...rest } = run;
  const { predicate } = statementOf(subjects, { run: rest, task, repository: undefined, version: '1' });
  expect(predicate.buildDefinition.resolvedDependencies).toEqual([]);
});
