/** What a source of any language that bundlers take imports, as far as it may lie elsewhere. */
import type { Scan } from '../../model/tree.js';

const IMPORT = /(?:\b(?:from|import|require|resolve|URL|url|use)\s*\(?\s*)["'`]([^"'`\n$]{1,300})["'`]/g;
const LEAVING = /["'`](\.\.\/[^"'`\n$]{1,300})["'`]/g;

/** Specifiers that may lead out of the package: relative ones, and those that may be names of `paths`. */
export const specifierScan: Scan<readonly string[]> = {
  name: 'node-specifiers',
  facts: (text) => [
    ...new Set(
      [...text.matchAll(IMPORT), ...(text.includes('../') ? text.matchAll(LEAVING) : [])]
        .map(([, specifier = '']) => specifier)
        .filter((specifier) => !/^(?:\.\/(?!.*\.\.\/)|node:|https?:|data:)/.test(specifier)),
    ),
  ],
};

/** `./x`, which leads nowhere from a package's own source. */
export const siblingImportScan: Scan<readonly string[]> = {
  name: 'node-beside',
  facts: (text) => [
    ...new Set(
      [...text.matchAll(IMPORT)].map(([, specifier = '']) => specifier).filter((one) => one.startsWith('./')),
    ),
  ],
};
