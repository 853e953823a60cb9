/**
 * A statement of in-toto about outputs, with the provenance of SLSA: what was built, by which command, from
 * which commit. https://slsa.dev/spec/v1.0/provenance, https://github.com/in-toto/attestation
 */
import { compact } from '../../model/compact.js';
import type { RunRecord, TaskRecord } from '../../model/run-record.js';

export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

export interface Origin {
  readonly run: RunRecord;
  readonly task: TaskRecord;
  /** Of the repository, without credentials; absent where it has no remote. */
  readonly repository: string | undefined;
  /** Of polynx. */
  readonly version: string;
}

/** Where the parameters below are described. */
const BUILD_TYPE = 'https://nx.dev/task';

export function statementOf(subjects: readonly Subject[], { run, task, repository, version }: Origin) {
  const { commit, branch, machine } = run;
  const configuration = task.id.slice(`${task.project}:${task.target}`.length + 1);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [...subjects].sort((a, b) => (a.name < b.name ? -1 : 1)),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: compact<Record<string, unknown>>({
          project: task.project,
          target: task.target,
          configuration: configuration === '' ? undefined : configuration,
          command: run.command,
        }),
        internalParameters: compact<Record<string, unknown>>({
          hash: task.hash,
          tool: task.tool,
          platform: machine.platform,
          commands: task.steps?.map(({ command }) => command),
        }),
        resolvedDependencies:
          commit === undefined
            ? []
            : [
                {
                  uri: `git+${repository ?? 'local'}${branch === undefined ? '' : `@refs/heads/${branch}`}`,
                  digest: { gitCommit: commit },
                },
              ],
      },
      runDetails: {
        // NB who signs it vouches for the machine; on its own it is what the record says.
        builder: { id: 'https://nx.dev', version: { polynx: version, node: machine.node } },
        metadata: {
          invocationId: run.id,
          startedOn: new Date(task.start).toISOString(),
          finishedOn: new Date(task.end).toISOString(),
        },
      },
    },
  };
}
