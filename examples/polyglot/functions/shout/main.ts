import { shout } from "./shout.ts";

console.log(await shout(Deno.args.join(" ")));
