exports.day = () => require('ms')('1d');
