import { describe, expect, it } from 'vitest';
import { OptionsError } from '../model/errors.js';
import { readOptions } from './options.js';

describe('an option that is not known', () => {
  it.each([
    ['platfroms', 'Did you mean platforms?'],
    ['Cargo', 'Did you mean cargo?'],
    ['leaveAlone', 'Did you mean ignoreDirectories?'],
    ['toolchain', 'Did you mean tools?'],
    ['zebra', 'unknown option zebra\nKnown: ignoreDirectories, '],
  ])('%s is refused: %s', (option, text) => {
    expect(() => readOptions({ [option]: {} })).toThrow(OptionsError);
    expect(() => readOptions({ [option]: {} })).toThrow(text);
  });
});
