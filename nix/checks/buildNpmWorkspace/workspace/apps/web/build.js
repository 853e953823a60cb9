const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const greet = require('greet');
const isOdd = require('is-odd');
const { day } = require('@acme/lib');

mkdirSync('dist', { recursive: true });
writeFileSync('dist/main.js', `${readFileSync('src/main.js', 'utf8')}console.log('odd', ${isOdd(day())});\nconsole.log('${greet('you')}');\n`);
