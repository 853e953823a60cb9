/** What a source of any language that bundlers take imports, as far as it may lie elsewhere. */
import type { Scan } from '../../model/tree.js';
import { isJavaScript } from '../shared/javascript/files.js';
import { LONGEST, quotedSpecifiers, type Specifiers } from './quoted-specifiers.js';
import { scriptSpecifiers } from './script-specifiers.js';

const STAYS_INSIDE = /^(?:\.\/(?!.*\.\.\/)|node:|https?:|data:)/;

/** Specifiers that may lead out of the package: relative ones, and those that may be names of `paths`. */
export const specifierScan: Scan<readonly string[]> = {
  name: 'node-specifiers',
  facts: (text, path) => {
    const { imports, literals } = specifiersOf(text, path);
    return unique([...imports, ...literals].filter((specifier) => !STAYS_INSIDE.test(specifier)));
  },
};

/** `./x`, which leads nowhere from a package's own source. */
export const siblingImportScan: Scan<readonly string[]> = {
  name: 'node-beside',
  facts: (text, path) =>
    unique(specifiersOf(text, path).imports.filter((specifier) => specifier.startsWith('./'))),
};

function specifiersOf(text: string, path: string): Specifiers {
  return isJavaScript(path) ? scriptSpecifiers(text, path) : quotedSpecifiers(text);
}

function unique(specifiers: readonly string[]): string[] {
  return [...new Set(specifiers)].filter(({ length }) => length > 0 && length <= LONGEST);
}
