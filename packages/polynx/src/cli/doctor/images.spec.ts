import { expect, it } from 'vitest';
import type { NamedTask } from '../../pipes/planned.js';
import { checkImages } from './images.js';

const sending = [{ tasks: [{ executor: 'image-push' } as unknown as NamedTask] }];

it('skopeo is looked for where images are sent, and nowhere else', () => {
  expect(checkImages([{ tasks: [] }], () => undefined)).toEqual([]);
  expect(checkImages(sending, () => undefined)[0]?.checks).toMatchObject([
    { state: 'advice', says: 'skopeo is not installed: image-push and deliver fail here' },
  ]);
  expect(checkImages(sending, () => '/usr/bin/skopeo')[0]?.checks).toMatchObject([{ state: 'fine' }]);
});
