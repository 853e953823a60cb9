/** Which files are JavaScript or TypeScript. */
const JAVASCRIPT = /\.[cm]?[jt]sx?$/;

export function isJavaScript(path: string): boolean {
  return JAVASCRIPT.test(path);
}

/** In plain TypeScript `<` never begins an element; in JavaScript bundlers take JSX under any name. */
export function mayHoldJsx(path: string): boolean {
  return !/\.[cm]?ts$/.test(path);
}
