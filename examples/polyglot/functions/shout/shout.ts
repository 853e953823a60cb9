/** What the Rust program says, only louder. */
export async function shout(name: string): Promise<string> {
  const hello = new URL("../../target/debug/hello", import.meta.url);
  const { stdout } = await new Deno.Command(hello, { args: [name] }).output();
  return new TextDecoder().decode(stdout).trim().toUpperCase();
}
