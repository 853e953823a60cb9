export { anyOf, escapeGlob, everythingIn, except } from '../../model/globs.js';
