/** What sends images, where a project has some to send. */
import { findProgram } from '../../adapters/programs.js';
import { INSTALL } from '../../adapters/skopeo.js';
import type { Planned } from '../../pipes/planned.js';
import { count, type Section } from './report.js';

/** NB advice: most machines send nothing, and tasks that make images need no skopeo. */
export function checkImages(
  planned: readonly Pick<Planned, 'tasks'>[],
  find: (program: string) => string | undefined = findProgram,
): Section[] {
  const sending = planned.filter(({ tasks }) => tasks.some(({ executor }) => executor === 'image-push'));
  if (sending.length === 0) return [];
  const place = find('skopeo');
  return [
    {
      title: `Images: ${count(sending.length, 'project')}`,
      checks: [
        place === undefined
          ? {
              state: 'advice',
              says: 'skopeo is not installed: image-push and deliver fail here',
              fix: INSTALL,
            }
          : { state: 'fine', says: `skopeo sends them (${place})` },
      ],
    },
  ];
}
