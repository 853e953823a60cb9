/**
 * What cargo says with `--message-format=json`:
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */

export type Message = ArtifactMessage | DiagnosticMessage | ScriptMessage | { readonly reason: 'other' };

export interface ArtifactMessage {
  readonly reason: 'compiler-artifact';
  readonly package_id: string;
  readonly target: Target;
  readonly profile: { readonly test: boolean };
  readonly features: readonly string[];
  readonly filenames: readonly string[];
}

export interface DiagnosticMessage {
  readonly reason: 'compiler-message';
  readonly package_id: string;
  readonly target: Target;
  readonly message: { readonly rendered: string | null; readonly level: string };
}

export interface ScriptMessage {
  readonly reason: 'build-script-executed';
  readonly package_id: string;
}

interface Target {
  readonly name: string;
  readonly kind: readonly string[];
}

const KNOWN = new Set(['compiler-artifact', 'compiler-message', 'build-script-executed']);

/** Undefined for a line that is no message, such as what a build script's child printed. */
export function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const message = JSON.parse(line) as Message;
    return KNOWN.has(message.reason) ? message : { reason: 'other' };
  } catch {
    return undefined;
  }
}
