/** Files that are tests, by the names that test runners look for. */
export const TESTS: readonly string[] = ['**/*.{test,spec}.*', '**/__tests__/**/*'];

export function isTest(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return /\.(?:test|spec)\./.test(name) || /(?:^|\/)__tests__\//.test(file);
}

/** A path or a pattern that may mean tests, or what only they read. */
export function isLikeTest(path: string): boolean {
  return /test|spec|mock/i.test(path);
}
