const ms = require('ms');

exports.day = () => ms('1 day');
exports.word = () => require('words').word;
