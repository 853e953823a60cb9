const { day } = require('@acme/lib');

console.log('a day', day());
