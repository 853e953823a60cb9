/** `polynx doctor --verify`: our graph beside the one that each tool tells. */
import { answerOf } from '../../adapters/run.js';
import { ExpectedError } from '../../model/errors.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain, Ask, Difference } from '../../toolchains/toolchain.js';
import type { Workspace } from '../workspace.js';
import { inferredGraph } from './advice.js';
import { type Check, count, type Section } from './report.js';

/** A large workspace takes a tool a while. */
const PATIENCE = 120_000;

export async function verifyGraph(workspace: Workspace): Promise<Section[]> {
  const sections: Section[] = [];
  for (const toolchain of toolchains) {
    const checks = await verifyToolchain(toolchain, workspace);
    sections.push({ title: toolchain.title, checks });
  }
  return sections;
}

async function verifyToolchain(toolchain: AnyToolchain, workspace: Workspace): Promise<Check[]> {
  const { root } = workspace;
  const graph = inferredGraph(toolchain, workspace);
  const { verify, askEnv } = (await toolchain.inspection?.()) ?? {};
  if (graph.projects.length === 0 || verify === undefined) return [];
  const install = toolchain.runner?.install ?? '';
  const ask: Ask = (command) =>
    answerOf(
      { ...command, env: { ...askEnv, ...command.env } },
      { workspaceRoot: root, install, patience: PATIENCE },
    );
  try {
    const { compared, differences } = await verify(graph, ask);
    return [
      {
        state: differences.length === 0 ? 'fine' : 'problem',
        says: `${compared}: ${count(differences.length, 'difference')}`,
      },
      ...differences.map(described),
    ];
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const [says = '', ...fix] = error.message.split('\n').map((line) => line.trim());
    return [{ state: 'problem', says, fix: fix.join('\n') }];
  }
}

function described({ file, missing, extra }: Difference): Check {
  const lines = [...missing.map((fact) => `missing: ${fact}`), ...extra.map((fact) => `extra: ${fact}`)];
  return { state: 'problem', says: [file, ...lines].join('\n'), data: { file, missing, extra } };
}
