console.log('SHOUT');
