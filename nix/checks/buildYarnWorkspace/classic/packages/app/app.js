console.log('a day', require('@acme/text').day(), require('is-odd')(3));
