import type { Component } from '../../model/sbom.js';

const NAMES = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** `sha512-<base64>`, of which there may be several: https://www.w3.org/TR/SRI/ */
export function hashOf(integrity: string | undefined): Pick<Component, 'hash'> {
  const [, name = '', base64 = ''] = /^(sha1|sha256|sha512)-([A-Za-z0-9+/]+=*)/.exec(integrity ?? '') ?? [];
  if (name === '') return {};
  const hex = Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return { hash: { algorithm: NAMES[name as keyof typeof NAMES], hex } };
}
