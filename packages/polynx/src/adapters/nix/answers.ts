/** What Nix prints, whose form differs between versions. */

export interface Planned {
  readonly drvPath: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface PathInfo {
  readonly path: string;
  readonly narHash: string;
  readonly narSize: number;
  readonly closureSize: number;
  readonly references: readonly string[];
}

/** `[{ drvPath, outputs: { out } }]`. */
export function readPlan(text: string): Planned[] {
  const list = JSON.parse(text) as readonly Partial<Planned>[];
  return list.map(({ drvPath = '', outputs = {} }) => ({ drvPath, outputs }));
}

interface RawInfo {
  readonly path?: string;
  readonly narHash?: string | { readonly algorithm?: string; readonly hash?: string };
  readonly narSize?: number;
  readonly closureSize?: number;
  readonly references?: readonly string[];
}

/**
 * A list of entries with their paths until 2.18, an object by path since; entries that are not valid are
 * null.
 */
export function readInfo(text: string): PathInfo[] {
  const json = JSON.parse(text) as readonly RawInfo[] | Readonly<Record<string, RawInfo | null>>;
  const entries = Array.isArray(json)
    ? json.map((one: RawInfo) => [one.path ?? '', one] as const)
    : Object.entries(json as Readonly<Record<string, RawInfo | null>>);
  return entries.flatMap(([path, info]) => {
    if (info === null || info.narHash === undefined) return [];
    const { narHash, narSize = 0, closureSize = 0, references = [] } = info;
    const hash = typeof narHash === 'string' ? narHash : `${narHash.algorithm}-${narHash.hash}`;
    return [{ path, narHash: hash, narSize, closureSize, references: [...references].sort() }];
  });
}
