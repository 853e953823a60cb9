/** A person at a terminal: `script` of util-linux makes the terminal. */
import { execa } from 'execa';
import { QUIET, type Workspace } from './workspace.js';

export interface Dialogue {
  readonly exitCode: number;
  /** What stood on the screen, answers included. */
  readonly screen: string;
}

/** Types each answer once its question stands there, behind all that was there before. */
export async function dialogue(
  workspace: Workspace,
  args: readonly string[],
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<Dialogue> {
  // NB the words are plain: script gives them to a shell. A terminal without a size is one column wide.
  const nx = ['node', 'node_modules/nx/dist/bin/nx.js', ...args].join(' ');
  const command = `stty rows 50 cols 200 && ${nx}`;
  const running = execa('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: workspace.root,
    // Where CI is set, Nx and polynx ask nothing.
    env: { ...QUIET, CI: undefined, TERM: 'xterm', ...workspace.env },
    reject: false,
    timeout: 120_000,
    stdin: 'pipe',
  });
  let screen = '';
  let seen = 0;
  const left = [...answers];
  running.stdout.on('data', (chunk: Buffer) => {
    screen += String(chunk);
    const [question, answer] = left[0] ?? [];
    const at = question === undefined ? -1 : screen.indexOf(question, seen);
    if (question === undefined || at < 0) return;
    left.shift();
    seen = at + question.length;
    // It listens a moment after it has asked.
    setTimeout(() => running.stdin.write(`${answer}\r`), 200);
  });
  const { exitCode } = await running;
  return { exitCode: exitCode ?? 1, screen };
}
