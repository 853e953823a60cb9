/** What nx.json says of another plugin. */
import { withoutEmpty, withValue } from '../../toolchains/shared/jsonc-edit.js';
import { isRecord, jsonOf, recordAt } from './repository.js';

export interface Without {
  readonly text: string;
  /** What is gone, in words. */
  readonly removed: readonly string[];
}

export function withoutPlugin(text: string, name: string): Without {
  return [plugins, targetDefaults, generators].reduce<Without>(
    (before, step) => {
      const { text: changed, removed } = step(before.text, name);
      return { text: changed, removed: [...before.removed, ...removed] };
    },
    { text, removed: [] },
  );
}

function plugins(text: string, name: string): Without {
  const listed = jsonOf(text)['plugins'];
  const all: unknown[] = Array.isArray(listed) ? listed : [];
  const isNamed = (one: unknown) => one === name || (isRecord(one) && one['plugin'] === name);
  // From the end: the others keep their place.
  const changed = all.reduceRight<string>(
    (so, one, index) => (isNamed(one) ? withValue(so, ['plugins', index], undefined) : so),
    text,
  );
  return { text: changed, removed: all.some(isNamed) ? [`${name} in plugins of nx.json`] : [] };
}

function targetDefaults(text: string, name: string): Without {
  return withoutKeys(text, 'targetDefaults', (key) => key.startsWith(`${name}:`));
}

function generators(text: string, name: string): Without {
  return withoutKeys(text, 'generators', (key) => key === name || key.startsWith(`${name}:`));
}

function withoutKeys(text: string, section: string, isMeant: (key: string) => boolean): Without {
  const keys = Object.keys(recordAt(jsonOf(text), section)).filter(isMeant);
  const changed = keys.reduce((so, key) => withValue(so, [section, key], undefined), text);
  return {
    text: keys.length === 0 ? text : withoutEmpty(changed, [section]),
    removed: keys.map((key) => `${key} in ${section} of nx.json`),
  };
}
