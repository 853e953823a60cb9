import { only } from '../../../model/globs.js';
import { ancestors, dirname, join } from '../../../model/paths.js';
import { dotenvGlobs } from '../unlisted.js';
import { at, type Call, exists, flag, has, isOutside, positional, refuse, type Tool } from './tool.js';

const CONFIG = /^wrangler\.(?:jsonc?|toml)$/;
/** What enters the bundle, or decides which part of the configuration counts. */
const ENV = ['CLOUDFLARE_ENV', 'NODE_ENV', 'WRANGLER_BUILD_CONDITIONS', 'WRANGLER_BUILD_PLATFORM'];

/**
 * Wrangler (https://developers.cloudflare.com/workers/wrangler/commands/) bundles a Worker, and uploads it
 * unless it is a dry run. Everything else that it does happens on a server, or rewrites sources.
 */
export const wrangler: Tool = (call) => {
  const out = outputOf(call);
  if (out === undefined)
    return refuse(
      `wrangler ${positional(call).slice(0, 3).join(' ')} is not known to be a build (deploy --dry-run --outdir FOLDER is)`,
    );
  const configs = configsOf(call);
  const texts = configs.map((file) => [file, call.tree.read(file) ?? ''] as const);
  const own = texts.find(([, text]) => runsCommand(text));
  if (own !== undefined) return refuse(`${own[0]} has a build command of its own`);
  const named = texts.flatMap(([file, text]) => pathsOut(text).map((path) => join(dirname(file), path)));
  const outside = named.filter((path) => isOutside(call, path));
  return {
    writes: [at(call, out)],
    reads: [
      ...configs.filter((file) => isOutside(call, file)),
      ...outside.filter((path) => exists(call.tree, path)),
    ],
    produced: outside.filter((path) => !exists(call.tree, path)),
    // NB another tool may have left a configuration that takes the place of the tracked one.
    ignored: [...dotenvGlobs(call.cwd), ...only([join(call.cwd, '.wrangler/deploy/config.json')])],
    env: ENV,
    usesBuilds: true,
  };
};

/** Where it leaves the bundle; undefined: it does more than to bundle, or leaves nothing. */
function outputOf(call: Call): string | undefined {
  const words = positional(call);
  const out = flag(call, '--outdir');
  if (words[0] === 'build') return out ?? 'dist';
  if (words[0] === 'pages' && words[1] === 'functions' && words[2] === 'build') return out;
  const uploads = words[0] === 'deploy' || (words[0] === 'versions' && words[1] === 'upload');
  return uploads && has(call, '--dry-run') && !call.args.includes('--dry-run=false') ? out : undefined;
}

/** The one that is named, or that which is found first upwards from here. */
function configsOf(call: Call): string[] {
  const named = flag(call, '-c', '--config');
  if (named !== undefined) return [at(call, named)];
  const inFolder = (folder: string) => call.tree.list(folder).files.filter((file) => CONFIG.test(file));
  const folder = ancestors(call.cwd).find((candidate) => inFolder(candidate).length > 0);
  return folder === undefined ? [] : inFolder(folder).map((file) => join(folder, file));
}

/** `"build": { "command": … }`, `[build]` and `build.command` of TOML, in the environments too. */
function runsCommand(text: string): boolean {
  return /\bbuild\b/.test(text) && /(?:^|[\s{,."'])command["']?\s*[:=]/m.test(text);
}

function pathsOut(text: string): string[] {
  return [...text.matchAll(/["'](\.\.\/[^"'\n*]{1,300})["'*]/g)].map(([, path = '']) =>
    path.replace(/\/$/, ''),
  );
}
