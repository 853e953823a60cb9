/** The steps of the files in docs/guides/ci.md, as their runners would hand them to a shell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../tools/paths.js';

export type Runner = 'GitHub Actions' | 'GitLab';

const FILES: Readonly<Record<Runner, RegExp>> = {
  'GitHub Actions': /```yaml\n# \.github\/(.*?)```/s,
  GitLab: /```yaml\n# \.gitlab-ci\.yml\n(.*?)```/s,
};

export function stepsOf(heading: Runner | 'Nix', runner: Runner): string[] {
  const text = readFileSync(join(repository, 'docs/guides/ci.md'), 'utf8');
  const section = text.slice(text.indexOf(`## ${heading}\n`));
  const yaml = FILES[runner].exec(section)?.[1] ?? '';
  const steps = runner === 'GitLab' ? yaml.slice(yaml.indexOf('  script:\n')) : yaml;
  const form = runner === 'GitLab' ? /^ {4}- (.+)$/gm : /^ {6}- run: (.+)$/gm;
  return [...steps.matchAll(form)].map(([, command = '']) => command);
}
