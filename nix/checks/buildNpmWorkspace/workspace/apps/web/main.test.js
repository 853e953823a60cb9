const test = require('node:test');
const assert = require('node:assert');
const { day } = require('@acme/lib');

test('a day', () => assert.equal(day(), 86400000));
