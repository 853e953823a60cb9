export { escapeGlob, everythingIn, except, type Glob, glob, only, starredGlob } from '../../model/globs.js';
