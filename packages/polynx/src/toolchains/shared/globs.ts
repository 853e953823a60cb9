export { anyOf, escapeGlob, everythingIn, except, only } from '../../model/globs.js';
