// Built with what came before it: the store's own program is in the page.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');

const store = `${process.env.POLYNX_STORE}/bin/store`;
mkdirSync('dist', { recursive: true });
writeFileSync('dist/page.js', `const storeWasThere = ${existsSync(store)};\n${readFileSync('page.js', 'utf8')}`);
