console.log('node');
