export function isolated(folder: string, settings?: readonly string[]): Readonly<Record<string, string>>;
