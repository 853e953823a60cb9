/** What `polynx:nix` can do. */
export const NIX_COMMANDS = [
  'run',
  'rebuild',
  'check',
  'cache-push',
  'cache-pull',
  'cache-warm',
  'gc',
  'optimise',
  'stats',
  'format',
  'lint',
  'update',
] as const;

export type NixCommand = (typeof NIX_COMMANDS)[number];
