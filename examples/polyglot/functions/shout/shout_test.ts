import { shout } from "./shout.ts";

Deno.test("shouts what hello says", async () => {
  const said = await shout("Ada");
  if (said !== "HELLO, ADA!") throw new Error(`shouted ${said}`);
});
