import type { Identity } from '../../model/identity.js';

/**
 * What rustc, cargo and the common build scripts read. Not RUSTC_WRAPPER (sccache gives the same output), not CARGO_INCREMENTAL, not the
 * target folders: another build folder gives a bit-identical binary.
 */
export const identity: Identity = {
  env: [
    'RUSTFLAGS',
    'RUSTDOCFLAGS',
    'RUSTC',
    'RUSTC_LINKER',
    'RUSTC_BOOTSTRAP',
    'RUSTDOC',
    'RUSTUP_TOOLCHAIN',
    'CLIPPY_CONF_DIR',
    'CARGO_ENCODED_RUSTFLAGS',
    'CARGO_ENCODED_RUSTDOCFLAGS',
    'CARGO_BUILD_*',
    'CARGO_PROFILE_*',
    'CARGO_TARGET_*',
    'CARGO_UNSTABLE_*',
    'CC*',
    'CXX*',
    'AR*',
    'CFLAGS*',
    'CXXFLAGS*',
    'LDFLAGS',
    'SDKROOT',
    'MACOSX_DEPLOYMENT_TARGET',
    'IPHONEOS_DEPLOYMENT_TARGET',
    'PKG_CONFIG*',
    'OPENSSL_*',
    'LIBCLANG_PATH',
    'BINDGEN_*',
    'PROTOC*',
    'SOURCE_DATE_EPOCH',
  ],
  ignoredEnv: [
    'CARGO_TARGET_DIR',
    'CARGO_BUILD_TARGET_DIR',
    'CARGO_BUILD_BUILD_DIR',
    'CARGO_BUILD_JOBS',
    'CARGO_BUILD_RUSTC_WRAPPER',
    'CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER',
    'CARGO_BUILD_INCREMENTAL',
  ],
  probes: [['rustc', '-vV']],
  pinOverride: 'RUSTUP_TOOLCHAIN',
};
