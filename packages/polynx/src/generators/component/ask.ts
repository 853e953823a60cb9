/** Questions whose choices depend on earlier answers. Nx asks only what a schema can say. */
import { createInterface } from 'node:readline/promises';

/** Whether there is a person at the terminal. Nx sets the variable from `--no-interactive`. */
export function canAsk(): boolean {
  const { CI, NX_INTERACTIVE, NX_DRY_RUN } = process.env;
  return (
    process.stdin.isTTY === true && CI === undefined && NX_INTERACTIVE !== 'false' && NX_DRY_RUN !== 'true'
  );
}

/** One of several, by its number or its name. */
export async function choose<T extends string>(
  question: string,
  choices: readonly (readonly [value: T, label: string])[],
): Promise<T> {
  const width = Math.max(...choices.map(([value]) => value.length));
  const lines = choices.map(([value, label], index) => `  ${index + 1}. ${value.padEnd(width)}  ${label}`);
  for (;;) {
    const answer = await line(`${question}\n${lines.join('\n')}\n> `);
    const found = pick(answer, choices);
    if (found !== undefined) return found;
  }
}

export function pick<T extends string>(
  answer: string,
  choices: readonly (readonly [value: T, label: string])[],
): T | undefined {
  const word = answer.trim();
  return (choices.find(([value]) => value === word) ?? choices[Number(word) - 1])?.[0];
}

/** A text, with a proposal for whoever just presses Enter. */
export async function text(question: string, proposal: string): Promise<string> {
  return (await line(`${question} (${proposal}) `)).trim() || proposal;
}

async function line(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
