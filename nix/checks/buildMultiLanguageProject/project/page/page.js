const { connect } = require('node:net');

connect({ port: Number(process.env.STORE_PORT), host: '127.0.0.1' }).on('data', (text) => {
  process.stdout.write(`the page says: ${text}`);
  process.stdout.write(`built after the store: ${storeWasThere}\n`);
});
setInterval(() => {}, 1000);
