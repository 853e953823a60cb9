/**
 * What projects provide to each other and expect of each other, whatever they are written in.
 * nix/programs/interfaces.mjs compares it.
 */
export interface Interface {
  readonly name: string;
  readonly format: 'openapi' | 'protobuf' | 'json-schema' | 'lexicon';
  /** Workspace-relative. A consumer's is its copy, or (`partial`) the part that it uses. */
  readonly file?: string | undefined;
  readonly version?: string | undefined;
  readonly partial?: boolean | undefined;
}

export interface Provision {
  readonly provides?: readonly Interface[] | undefined;
  readonly consumes?: readonly Interface[] | undefined;
}

/** By the project's name. */
export type Interfaces = Readonly<Record<string, Provision>>;

/** Who provides what a consumer expects, as far as anybody does. */
export function providersOf({ consumes = [] }: Provision, all: Interfaces): [string, Interface][] {
  return consumes.flatMap(({ name, format }) =>
    Object.entries(all).flatMap(([provider, { provides = [] }]) =>
      provides.flatMap((one): [string, Interface][] =>
        one.name === name && one.format === format ? [[provider, one]] : [],
      ),
    ),
  );
}
