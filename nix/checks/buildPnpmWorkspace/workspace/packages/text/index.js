exports.say = (odd) => (odd ? 'odd' : 'even');
