/**
 * Set by cargo itself or by us, or in the key already.
 * https://doc.rust-lang.org/cargo/reference/environment-variables.html
 */
const CARGOS_OWN =
  /^(?:CARGO(?:_.*)?|DEP_.*|RUSTC(?:_.*)?|RUSTDOC|RUSTFLAGS|CLIPPY_.*|OUT_DIR|TARGET|HOST|PROFILE|OPT_LEVEL|POLYNX_STAMP_.*|NUM_JOBS|DEBUG)$/;

export function isCargosOwn(name: string): boolean {
  return CARGOS_OWN.test(name);
}
