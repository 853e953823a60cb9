import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Compares the interfaces that a project expects with those that others provide.';

export const schema = z.object({ file: described(z.string(), 'Who provides and expects what.') });

export type InterfacesCheckOptions = z.infer<typeof schema>;
