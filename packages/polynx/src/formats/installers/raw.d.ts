/**
 * The text of a file: vitest reads `?raw` by itself, and tools/build.ts has esbuild do the same for these two
 * kinds of file.
 */
declare module '*.sh?raw' {
  const text: string;
  export default text;
}

declare module '*.ps1?raw' {
  const text: string;
  export default text;
}
