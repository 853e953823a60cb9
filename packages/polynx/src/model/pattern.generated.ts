/** Manifests, locks and pins. NB with sources here, deleting one unused file would affect every build. */
export const PATTERN =
  '{**/package.json,**/package-lock.json,**/npm-shrinkwrap.json,**/pnpm-lock.yaml,**/pnpm-workspace.yaml,**/yarn.lock,**/bun.lock,**/Cargo.toml,**/Cargo.lock,**/go.mod,**/go.work,**/go.sum,**/go.work.sum,**/deno.json,**/deno.jsonc,**/deno.lock}';
