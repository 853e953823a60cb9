/** What go's compiler and vet print, by package: each begins with `# import/path`. */
export function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let name: string | undefined;
  for (const line of text.split('\n')) {
    // NB vet repeats the header as `# [import/path]`.
    const header = /^# \[?([^\s\]]+)/.exec(line)?.[1];
    if (header !== undefined) name = header;
    if (name !== undefined && line !== '') sections.set(name, `${sections.get(name) ?? ''}${line}\n`);
  }
  return sections;
}
