/** Paths of submodules as .gitmodules has them. https://git-scm.com/docs/gitmodules */
export function submodulePaths(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const equals = line.indexOf('=');
    if (line.slice(0, Math.max(equals, 0)).trim() !== 'path') return [];
    const written = line.slice(equals + 1).trim();
    return written.startsWith('"') ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
  });
}
