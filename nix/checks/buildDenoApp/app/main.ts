import ms from "npm:ms@2.1.3";
import { greet } from "https://example.com/greet.ts";
import { shout } from "jsr:@acme/shout@^1.0.0";

console.log(shout(greet("deno")), ms("1 day"));
