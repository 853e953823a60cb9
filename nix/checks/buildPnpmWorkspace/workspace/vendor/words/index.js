exports.word = 'word';
