console.log("plain", Deno.args[0]);
