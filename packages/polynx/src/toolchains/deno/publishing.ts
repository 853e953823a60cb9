import type { Project } from '../../model/project.js';
import type { Publishing } from '../toolchain.js';
import type { DenoDetails } from './details.js';

/** https://docs.deno.com/runtime/reference/cli/publish/ */
export function memberPublishing({ details: { manifest } }: Project<DenoDetails>): Publishing | undefined {
  const { name, version, json, path } = manifest;
  if (json['publish'] === false) return { leftOut: `"publish": false in ${path}` };
  if (name === undefined || json.exports === undefined) return undefined;
  return version === undefined ? { leftOut: `no version in ${path}` } : {};
}
