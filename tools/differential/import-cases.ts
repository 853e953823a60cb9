/**
 * What is hard to read without a syntax tree. Each has exactly the imports that its names say: `yes` and a
 * number, never `no`.
 */
export const importCases: Readonly<Record<string, string>> = {
  'division.js': 'const a = b / c; import("yes1"); const d = e / f',
  'division-after-call.js': 'f() / 2; import("yes1"); g[0] / "/no"',
  'division-after-point.js': 'const a = 1./b; import("yes1"); const c = 2. / d',
  'division-of-property.js': 'a.return / 2; import("yes1"); a.typeof / 3',
  'regex-after-condition.js': 'if (a) /import("no")`/.test(b); import("yes1")',
  'regex-of-a-greater-sign.js': `a.replace(/>/g, '&gt;').replace(/"/g, ""); import("yes1")`,
  'regex-of-a-tag-end.js': `a.replace(/\\/>/g, "'"); import("yes1"); b("'")`,
  'regex-class.js': 'const a = [/[/"`]/, /[\\]/]/]; import("yes1")',
  'regex-after-arrow.js': 'const a = () => /`/; import("yes1")',
  'regex-argument-of-import.js': 'import(/`/.test(a) ? "b" : "c"); import("yes1")',
  'string-continued.js': 'const a = "b \\\r\n import(\'no\')"; import("yes1")',
  'string-escapes.js': 'import("yes\\x31"); export * from "yes\\u{32}"; // yes1 yes2',
  'template-nested.js': 'const a = `import("no") ${import("yes1") + `${import("yes2")} }`} import("no")`',
  'template-with-block.js': 'const a = `${(() => { return { b: `}` } })()} import("no")`; import("yes1")',
  'template-deep.js': `const a = ${'`${'.repeat(50)}import("yes1")${'}`'.repeat(50)}; import("yes2")`,
  'line-ends.js': '// no\rimport "yes1";\u2028import "yes2"; // no\u2028import "yes3"',
  'spaces.js': '\ufeffimport\u00a0a\u3000from\u2003"yes1"',
  'comments.js': 'import /* from "no" */ a // from "no"\n, /**/ { b } from /* "no" */ "yes1"',
  'names.js': 'import { "from" as from, default as b } from "yes1"; export * as "c d" from "yes2"',
  'private-names.js': 'class A { #import(a) {} b() { this.#import("no"); } }; import("yes1")',
  'properties.js': 'a.import("no"); a?.import("no"); ({ import: 1, ...import("yes1") })',
  'phases.js': 'import defer * as a from "yes1"; import.defer("yes2"); import.meta.url',
  'attributes.js':
    'import a from "yes1" with { type: "json" }; export { a } from "yes2" with { type: "json" }',
  'no-semicolons.js':
    'import a from "yes1"\nimport "yes2"\nexport { b } from "yes3"\nexport { a }\nimport("yes4")',
  'hashbang.js': '#!/usr/bin/env node "\nimport "yes1"',
  'jsx-text.jsx': `const a = <p>don't \` /* import("no") "say"</p>; import("yes1")`,
  'jsx-code.jsx': 'const a = <A b={import("yes1")} {...c}>{import("yes2")}{/* { */}</A>; import("yes3")',
  'jsx-in-attribute.jsx': `const a = <A b=<c d="'"/> e={<f>'</f>}/>; import("yes1")`,
  'jsx-self-closing.jsx': 'const a = b ? <A c={d}/> : <e/>; import("yes1"); f / g',
  'jsx-fragments.jsx': 'const a = <><b/>`<></></>; import("yes1")',
  'jsx-names.jsx': `const a = <a.b.c>'</a.b.c>, d = <e:f g-h:i="'">'</e:f>; import("yes1")`,
  'jsx-parentheses.jsx': 'const a = <b>({c}) it\'s</b>; import("yes1")',
  'jsx-comparison.jsx': 'for (let a = 0; a < b; a++) import("yes1"); if (c < d && e > f) import("yes2")',
  'jsx-nested-arrow.jsx': `const a = <ul>{b.map((c) => <li key={c}>{c}'s {\`\${c}'\`}</li>)}</ul>; import("yes1")`,
  'jsx-generic-arrow.tsx':
    'const a = <T,>(b: T) => b; const c = <U extends "`">(d: U) => <p>`</p>; import("yes1")',
  'jsx-generic-type.tsx': `type A = <T>(b: T) => T; interface B { <T>(c: T): "'"; d?<T>(e: T): T } import("yes1")`,
  'jsx-type-arguments.tsx': 'const a = <A<Array<string>> b="`">`</A>; const c = d<E>(f); import("yes1")',
  'assertion.ts': 'const a = <any>/`/; const b = <T>(c: T) => c; import("yes1")',
  'type-imports.ts':
    'import type { A } from "yes1"; import { type B } from "yes2"; export type * from "yes3"',
};

/** Many tokens that look like the beginning of something that never ends. */
export const worstCases: Readonly<Record<string, string>> = {
  templates: '`${',
  'open elements': '<a>{',
  'elements in attributes': '<a b={',
  'generic functions': '<T>(a: T) => T; ',
  'type arguments': '<a<',
  'quoted attributes': `<a "`,
  'names of closing tags': '</a',
  comments: '/* ',
  'line comments': '// import(\n',
  'imported names': 'import { a, ',
  'import clauses': 'import a from ',
  'calls of import': 'import(',
  'exported names': 'export { a ',
  spaces: 'import                                        ',
  'braces in JSDoc': '/** { import ( "',
  'tags in JSDoc': '/** @import from ',
  'regular expressions': '/[',
  quotes: `"\\`,
  parentheses: '((',
  'parent folders': `'../`,
  'words before quotes': `from   (   "`,
};
