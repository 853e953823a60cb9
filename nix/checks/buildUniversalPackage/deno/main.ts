console.log('deno');
