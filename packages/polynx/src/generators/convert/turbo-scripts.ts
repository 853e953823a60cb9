/** `turbo run build test` in a script becomes `nx run-many -t build test`. */
import { basename } from '../../model/paths.js';
import { withValue } from '../../toolchains/shared/jsonc-edit.js';
import { jsonOf, type Repository, recordAt } from './repository.js';

/** @returns scripts that start turbo still, with what they are */
export function takeOverScripts(repository: Repository): string[] {
  return repository.files
    .filter((file) => basename(file) === 'package.json')
    .flatMap((file) => {
      const text = repository.read(file) ?? '{}';
      const json = jsonOf(text);
      // NB with an `nx` key the scripts at the root are targets, and one that starts all would start itself.
      const isOutside = file === 'package.json' && json['nx'] === undefined;
      const scripts = Object.entries(recordAt(json, 'scripts'))
        .map(([name, script]) => [name, String(script)] as const)
        .filter(([, script]) => /(?:^|[\s&|;(])turbo(?=\s|$)/.test(script));
      const changed = isOutside
        ? scripts.reduce((so, [name, script]) => withValue(so, ['scripts', name], rewritten(script)), text)
        : text;
      if (changed !== text) repository.write(file, changed);
      return scripts
        .filter(([, script]) => !isOutside || rewritten(script) === script)
        .map(([name, script]) => `${file}: ${name} (${script})`);
    });
}

/** Only names of tasks: flags of turbo mean something else to Nx. */
export function rewritten(script: string): string {
  const words = script.trim().split(/\s+/);
  const tasks = words.slice(words[1] === 'run' ? 2 : 1);
  const isPlain =
    words[0] === 'turbo' &&
    tasks.length > 0 &&
    tasks.every((word) => /^[\w:.-]+$/.test(word) && !word.startsWith('-'));
  return isPlain ? `nx run-many -t ${tasks.join(' ')}` : script;
}
