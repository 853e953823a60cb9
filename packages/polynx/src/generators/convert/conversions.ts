import { fromPlugin } from './from-plugin.js';
import { monodon } from './monodon.js';
import { nxGo } from './nx-go.js';
import type { Conversion } from './repository.js';
import { turbo } from './turbo.js';

/** What polynx takes over. One more is a file and a line. */
export const conversions: readonly Conversion[] = [fromPlugin(monodon), fromPlugin(nxGo), turbo];
