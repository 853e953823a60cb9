/**
 * The messages of `--message-format=json*`, as far as they matter.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */
export type CargoMessage =
  | {
      readonly reason: 'compiler-artifact';
      readonly package_id: string;
      readonly manifest_path: string;
      readonly target: {
        readonly name: string;
        readonly kind: readonly string[];
        readonly src_path: string;
      };
      readonly features: readonly string[];
      readonly filenames: readonly string[];
      readonly profile: { readonly test: boolean };
      /** Taken over from an earlier run. */
      readonly fresh: boolean;
    }
  | {
      readonly reason: 'build-script-executed';
      readonly package_id: string;
      readonly env: readonly (readonly [name: string, value: string])[];
      readonly out_dir: string;
      /** `native=/folder`. */
      readonly linked_paths?: readonly string[];
      /** `static=name`. */
      readonly linked_libs?: readonly string[];
    };

const KNOWN = ['compiler-artifact', 'build-script-executed'];

/** Lines that are no message, and messages of other kinds, are passed over. */
export function readMessages(lines: readonly string[]): CargoMessage[] {
  return lines
    .filter((line) => line.startsWith('{"reason":'))
    .map((line) => JSON.parse(line) as CargoMessage)
    .filter(({ reason }) => KNOWN.includes(reason));
}
