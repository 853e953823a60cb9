/** Small changes of what a crate has: comments and order stay. */
import { ManifestError } from '../../model/errors.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { withList } from './scaffold-workspace.js';

/** Whether Node loads what the crate builds. */
export function hasNapi(text: string): boolean {
  return /^[ \t]*napi-derive\b|\.napi-derive\]/m.test(text);
}

/** The library as one more type. NB without `lib` beside it no crate could depend on it any more. */
export function withCrateType(text: string, file: string, wanted: 'cdylib' | 'staticlib'): string {
  const { lib } = parseCargoToml({ path: file, text }) as { lib?: Record<string, unknown> };
  const present = lib?.['crate-type'];
  if (Array.isArray(present) && present.includes(wanted)) return text;
  if (present !== undefined) {
    const longer = withList(text, 'crate-type', (before) => [...before, wanted], 'lib');
    if (longer !== text) return longer;
    const hint = `Add "${wanted}" to it, then try again.`;
    throw new ManifestError({ file, field: 'lib.crate-type', problem: `has no "${wanted}"`, hint });
  }
  const line = `crate-type = ["lib", "${wanted}"]\n`;
  if (lib !== undefined) return text.replace(/^\[lib\][^\n]*\n/m, (header) => header + line);
  return `${text.trimEnd()}\n\n[lib]\n${line}`;
}

/** Behind the comment about the crate, before everything else. */
export function withModule(source: string, name: string): string {
  if (new RegExp(`^mod ${name};`, 'm').test(source)) return source;
  const lines = source.split('\n');
  const end = lines.findIndex((line) => line.trim() !== '' && !/^\s*(?:\/\/!|#!\[)/.test(line));
  const at = end < 0 ? lines.length : end;
  return [...lines.slice(0, at), `mod ${name};`, '', ...lines.slice(at)].join('\n');
}

export function withDependency(text: string, line: string): string {
  const name = line.slice(0, line.indexOf(' '));
  if (new RegExp(`^${name}\\b`, 'm').test(text)) return text;
  if (!/^\[dependencies\][^\n]*\n/m.test(text)) return `${text.trimEnd()}\n\n[dependencies]\n${line}\n`;
  return text.replace(/^\[dependencies\][^\n]*\n/m, (header) => `${header}${line}\n`);
}
