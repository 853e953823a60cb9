import { everythingIn, type Glob } from '../../../model/globs.js';
import { join } from '../../../model/paths.js';
import type { Program } from '../programs/program.js';
import { isTest, TESTS } from '../test-names.js';
import { configured } from './configured.js';
import { takesOne } from './takes.js';
import { at, type Call, flag, has, positional, refuse, type Tool, unknown, words } from './tool.js';

/**
 * A program that writes to a folder which its flags, else its configuration, else its documentation names.
 */
interface Bundler {
  /** What the first argument must be for it to build. */
  readonly command?: string;
  /** Flags that name the folder or the file. */
  readonly flags: readonly string[];
  /** Its configuration, below the folder it is called in. */
  readonly config?: RegExp;
  /** Keys of the configuration that name the folder or the file. */
  readonly keys?: readonly string[];
  /** Without flags and keys. Absent: it must be named. */
  readonly folders?: readonly string[];
  /** Folders inside the outputs that are caches. */
  readonly without?: readonly string[];
  /** Takes the folder it works in as an argument. */
  readonly takesRoot?: boolean;
  readonly env?: readonly string[];
  /** Reads `.env` files, which git usually ignores. */
  readonly dotenv?: boolean;
  /** Folders that it copies without being asked. */
  readonly copies?: readonly string[];
  /** Takes every file of a folder, tests included. */
  readonly takesAll?: boolean;
}

const VITE: Bundler = {
  command: 'build',
  flags: ['--outDir'],
  config: /^vite\.config\.\w+$/,
  keys: ['outDir'],
  folders: ['dist'],
  takesRoot: true,
  dotenv: true,
  copies: ['public'],
};
const NUXT: Bundler = {
  command: 'build',
  flags: [],
  config: /^nuxt\.config\.\w+$/,
  folders: ['.output'],
  dotenv: true,
  copies: ['public'],
};
const ROLLUP: Bundler = {
  flags: ['-d', '--dir', '-o', '--file'],
  config: /^rollup\.config\.\w+$/,
  keys: ['dir', 'file'],
};

export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  vite: VITE,
  vitepress: {
    ...VITE,
    flags: ['--outDir'],
    config: /^\.vitepress\/config\.\w+$/,
    folders: ['.vitepress/dist'],
  },
  tsup: { flags: ['-d', '--out-dir'], config: /^tsup\.config\.\w+$/, keys: ['outDir'], folders: ['dist'] },
  tsdown: {
    flags: ['-d', '--out-dir'],
    config: /^tsdown\.config\.\w+$/,
    keys: ['outDir'],
    folders: ['dist'],
  },
  unbuild: { flags: [], config: /^build\.config\.\w+$/, keys: ['outDir'], folders: ['dist'] },
  rollup: ROLLUP,
  rolldown: { ...ROLLUP, config: /^rolldown\.config\.\w+$/, folders: ['dist'] },
  esbuild: { flags: ['--outfile', '--outdir'] },
  bun: { command: 'build', flags: ['--outdir', '--outfile'], config: /^bunfig\.toml$/, dotenv: true },
  webpack: {
    flags: ['-o', '--output-path'],
    config: /^webpack\.config\.\w+$/,
    keys: ['path'],
    folders: ['dist'],
  },
  rspack: {
    flags: ['-o', '--output-path'],
    config: /^rspack\.config\.\w+$/,
    keys: ['path'],
    folders: ['dist'],
  },
  rsbuild: {
    command: 'build',
    flags: ['--dist-path'],
    config: /^rsbuild\.config\.\w+$/,
    keys: ['distPath'],
    folders: ['dist'],
  },
  parcel: {
    command: 'build',
    flags: ['--dist-dir'],
    folders: ['dist'],
    dotenv: true,
    config: /^\.parcelrc$/,
  },
  next: {
    command: 'build',
    flags: [],
    config: /^next\.config\.\w+$/,
    keys: ['distDir'],
    folders: ['.next'],
    without: ['cache'],
    takesRoot: true,
    dotenv: true,
    copies: ['public'],
  },
  nuxt: NUXT,
  nuxi: NUXT,
  astro: {
    command: 'build',
    flags: ['--outDir'],
    config: /^astro\.config\.\w+$/,
    keys: ['outDir'],
    folders: ['dist'],
    dotenv: true,
    copies: ['public'],
  },
  docusaurus: {
    command: 'build',
    flags: ['--out-dir'],
    config: /^(?:docusaurus\.config|sidebars)\.\w+$/,
    folders: ['build'],
    copies: ['static'],
  },
  'react-scripts': {
    command: 'build',
    flags: [],
    folders: ['build'],
    env: ['CI', 'PUBLIC_URL', 'BUILD_PATH', 'GENERATE_SOURCEMAP'],
    dotenv: true,
    copies: ['public'],
  },
  'svelte-package': {
    flags: ['-o', '--output'],
    config: /^svelte\.config\.\w+$/,
    folders: ['dist'],
    takesAll: true,
  },
  babel: { flags: ['-d', '--out-dir', '-o', '--out-file'], takesAll: true },
  swc: { flags: ['-d', '--out-dir', '-o', '--out-file'], takesAll: true },
  sass: { flags: [] },
  gatsby: {
    command: 'build',
    flags: [],
    config: /^gatsby-(?:config|node|browser|ssr)\.\w+$/,
    folders: ['public'],
    dotenv: true,
    copies: ['static'],
  },
  eleventy: {
    flags: ['--output'],
    config: /^(?:\.eleventy|eleventy\.config)\.\w+$/,
    folders: ['_site'],
    takesAll: true,
  },
};

/** What the compilers inside bundlers look for. */
const SHARED =
  /^(?:(?:postcss|tailwind|babel|uno|svgr|svelte)\.config\..*|\.(?:postcssrc|babelrc|browserslistrc|swcrc|svgrrc|terserrc).*|browserslist)$/;

export function bundler(row: Bundler): Tool {
  return (call) => {
    const named = positional(call);
    if (has(call, '-w', '--watch')) return refuse(`${call.program} --watch does not end`);
    if (row.command !== undefined && named[0] !== row.command)
      return refuse(`${call.program} ${named[0] ?? ''} is no build`);
    const base = row.takesRoot === true ? at(call, named[1] ?? '.') : call.cwd;
    const { program, effect } = configured({ ...row, here: row.config, above: SHARED }, call, base);
    const writes = folders(row, call, base, program);
    if (typeof writes === 'string') return unknown(writes);
    const takes = [...program.takes, ...globsIn(call), ...(row.copies ?? []).map((name) => join(base, name))];
    return {
      ...effect,
      writes: [
        ...writes,
        ...(effect.writes ?? []),
        ...(row.without ?? []).flatMap((name) => writes.map((folder) => `!${join(folder, name)}`)),
      ],
      // NB what git ignores among the sources is compiled too.
      ignored: [...(effect.ignored ?? []), ...(row.takesAll === true ? foldersIn(call) : [])],
      usesBuilds: true,
      env: [...(row.env ?? []), ...(effect.env ?? [])],
      leavesOut: row.takesAll === true ? [] : unseenTests(call, takes, program.spares),
    };
  };
}

/** Flags, else the configuration's own words, else the default. A string: why not. */
function folders(row: Bundler, call: Call, base: string, { settings, files }: Program): string[] | string {
  const flagged = row.flags.flatMap((name) => flag(call, name) ?? []);
  if (flagged.length > 0) return flagged.flatMap((path) => withSidecars(call, join(base, path)));
  const stated = settings.filter(({ key }) => row.keys?.includes(key) === true);
  const known = stated.flatMap(({ path }) => path ?? []);
  if (known.length < stated.length) {
    // NB what is computed is mostly what package.json says: `file: pkg.main`.
    return call.promised.length > 0 ? [...known, ...call.promised] : `${files[0]} computes where it writes`;
  }
  if (known.length > 0) return known;
  if (row.folders !== undefined) return row.folders.map((path) => join(base, path));
  return call.promised.length > 0 ? [...call.promised] : `${call.program} does not say where it writes`;
}

/**
 * What esbuild leaves beside the one file that is named: https://esbuild.github.io/api/#sourcemap, and the
 * styles of a bundle.
 */
function withSidecars(call: Call, path: string): string[] {
  if (call.program !== 'esbuild' || flag(call, '--outfile') === undefined) return [path];
  const hasMap = has(call, '--sourcemap') && flag(call, '--sourcemap') !== 'inline';
  const hasStyles = has(call, '--bundle') && call.tree.under(call.root).some((file) => file.endsWith('.css'));
  const styles = hasStyles ? [path.replace(/\.[^/.]+$/, '.css')] : [];
  const metafile = flag(call, '--metafile');
  return [
    ...[path, ...styles].flatMap((file) => (hasMap ? [file, `${file}.map`] : [file])),
    ...(metafile === undefined ? [] : [at(call, metafile)]),
  ];
}

function foldersIn(call: Call): Glob[] {
  const named = words(call).map((word) => at(call, word));
  return everythingIn(named.filter((path) => path !== call.root && call.tree.hasDirectory(path)));
}

function globsIn(call: Call): string[] {
  return call.args.filter((word) => /[*{]/.test(word) && !word.startsWith('!')).map((word) => at(call, word));
}

/**
 * A bundler reads what the entry reaches, never tests; except that Tailwind and UnoCSS search all files for
 * class names, and that entries may be wildcards.
 */
function unseenTests(
  { fields, tree, root }: Call,
  takes: readonly string[],
  spares: readonly string[],
): readonly string[] {
  const all = { ...fields.dependencies, ...fields.devDependencies };
  const isScanned = ['tailwindcss', '@tailwindcss/vite', '@tailwindcss/postcss', 'unocss'].some(
    (name) => name in all,
  );
  const isScannedAbove = /tailwindcss|unocss/.test(tree.read('package.json') ?? '');
  if (isScanned || isScannedAbove) return [];
  return takesOne(takes, tree.under(root).filter(isTest), spares) ? [] : TESTS;
}
