import { withoutCredentials } from '../../model/urls.js';

/** `pkg:cargo/serde@1.0.0`. https://github.com/package-url/purl-spec/blob/main/docs/how-to-build.md */
export function purl(
  type: string,
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  const path = name.split('/').map(encoded).join('/');
  const more = Object.entries(qualifiers)
    .sort()
    .map(([key, value]) => `${key}=${encoded(withoutCredentials(value))}`)
    .join('&');
  return `pkg:${type}/${path}@${encoded(version)}${more === '' ? '' : `?${more}`}`;
}

/** NB the colon stays as it is, everything else that has a meaning does not. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
