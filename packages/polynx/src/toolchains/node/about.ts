import type { About } from '../../model/shipping.js';
import type { PackageFields } from './package-json.js';

/** https://docs.npmjs.com/cli/configuring-npm/package-json */
export function aboutPackage(fields: PackageFields): About {
  const text = (key: string): Record<string, string> => {
    const value = fields[key];
    return typeof value === 'string' && value !== '' ? { [key]: value } : {};
  };
  return { ...text('version'), ...text('description'), ...text('license'), ...text('homepage') };
}
