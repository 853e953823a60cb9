console.log("tool", Deno.args.length);
