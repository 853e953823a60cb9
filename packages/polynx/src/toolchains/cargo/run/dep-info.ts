export interface DepInfo {
  readonly files: readonly string[];
  /** Names of variables that the source asks for at compile time. */
  readonly env: readonly string[];
}

/** A makefile of rules, with `\ ` for a blank in a name; rustc adds `# env-dep:NAME=value`. */
export function readDepInfo(text: string): DepInfo {
  const files = new Set<string>();
  const env = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const variable = /^# env-dep:([^=]+)/.exec(line)?.[1];
    if (variable !== undefined) env.add(variable);
    const colon = line.startsWith('#') ? -1 : line.search(/:(?: |$)/);
    if (colon < 0) continue;
    for (const path of line.slice(colon + 1).match(/(?:\\ |\S)+/g) ?? [])
      files.add(path.replaceAll('\\ ', ' '));
  }
  return { files: [...files], env: [...env] };
}
