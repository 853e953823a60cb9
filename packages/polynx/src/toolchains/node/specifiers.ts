/** What a source of any language that bundlers take imports, as far as it may lie elsewhere. */
import type { Scan } from '../../model/tree.js';
import { isJavaScript } from '../shared/javascript/files.js';
import { LONGEST, quotedSpecifiers, type Specifiers } from './quoted-specifiers.js';
import { scriptSpecifiers } from './script-specifiers.js';

const STAYS_INSIDE = /^(?:\.\/(?!.*\.\.\/)|node:|https?:|data:)/;

export interface SpecifierFacts {
  /** Specifiers that may lead out of the package: relative ones, and those that may be names of `paths`. */
  readonly away: readonly string[];
  /** `./x`, which leads nowhere from a package's own source, unless git ignores what is there. */
  readonly beside: readonly string[];
  /** It takes files by wildcards: `import.meta.glob` of vite, `require.context` of webpack. */
  readonly wild: boolean;
}

export const specifierScan: Scan<SpecifierFacts> = {
  name: 'node-specifiers',
  facts: (text, path) => {
    const { imports, literals } = specifiersOf(text, path);
    return {
      away: unique([...imports, ...literals].filter((specifier) => !STAYS_INSIDE.test(specifier))),
      beside: unique(imports.filter((specifier) => specifier.startsWith('./'))),
      wild: WILD.test(text),
    };
  },
};

const WILD = /\bimport\.meta\.glob|\brequire\.context\b/;

function specifiersOf(text: string, path: string): Specifiers {
  return isJavaScript(path) ? scriptSpecifiers(text, path) : quotedSpecifiers(text);
}

function unique(specifiers: readonly string[]): string[] {
  return [...new Set(specifiers)].filter(({ length }) => length > 0 && length <= LONGEST);
}
