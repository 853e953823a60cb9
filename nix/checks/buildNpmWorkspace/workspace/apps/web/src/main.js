const { day, word } = require('@acme/lib');

console.log('a day', day());
console.log('a', word());
