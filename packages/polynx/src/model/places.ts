/** Everything that polynx keeps in a workspace. */
export const OWN = '.nx/polynx';

/**
 * Slices of lock files and workspace manifests, as files named by their own digest. A task that depends on
 * one has its path as an input: the path is the key, so a file is written once and never changes. Nx hashes
 * files; it has no other per-task place for a value that leaves the project's other targets alone.
 */
export const SLICES = '.nx/polynx/slices';

/** What the fingerprint program saw, so that `polynx why` can say which line of it changed. */
export const FINGERPRINTS = '.nx/polynx/fingerprints';

/** Tells the fingerprint program to say a word, and nothing else: the digest of a slice that has no file. */
export const CONSTANT = 'constant';
