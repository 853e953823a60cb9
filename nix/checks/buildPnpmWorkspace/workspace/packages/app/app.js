console.log(require('@acme/text').say(require('is-odd')(3)));
console.log(require('greet')('you'));
console.log('a', require('words').word);
