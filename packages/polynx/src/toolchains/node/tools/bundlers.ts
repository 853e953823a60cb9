import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { configsAbove, importedConfigs } from './configs.js';
import { literalsOf } from './literals.js';
import { at, type Call, flag, has, positional, refuse, type Tool, unknown } from './tool.js';

/** A program that writes to a folder which its flags, else its configuration, else its documentation names. */
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
}

const VITE: Bundler = {
  command: 'build',
  flags: ['--outDir'],
  config: /^vite\.config\.\w+$/,
  keys: ['outDir'],
  folders: ['dist'],
  takesRoot: true,
  dotenv: true,
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
  bun: { command: 'build', flags: ['--outdir', '--outfile'] },
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
  parcel: { command: 'build', flags: ['--dist-dir'], folders: ['dist'], dotenv: true },
  next: {
    command: 'build',
    flags: [],
    config: /^next\.config\.\w+$/,
    keys: ['distDir'],
    folders: ['.next'],
    without: ['cache'],
    takesRoot: true,
    dotenv: true,
  },
  nuxt: { command: 'build', flags: [], folders: ['.output'], dotenv: true },
  nuxi: { command: 'build', flags: [], folders: ['.output'], dotenv: true },
  astro: {
    command: 'build',
    flags: ['--outDir'],
    config: /^astro\.config\.\w+$/,
    keys: ['outDir'],
    folders: ['dist'],
    dotenv: true,
  },
  docusaurus: { command: 'build', flags: ['--out-dir'], folders: ['build'] },
  'react-scripts': {
    command: 'build',
    flags: [],
    folders: ['build'],
    env: ['CI', 'PUBLIC_URL', 'BUILD_PATH', 'GENERATE_SOURCEMAP'],
    dotenv: true,
  },
  'svelte-package': { flags: ['-o', '--output'], folders: ['dist'] },
  babel: { flags: ['-d', '--out-dir', '-o', '--out-file'] },
  swc: { flags: ['-d', '--out-dir', '-o', '--out-file'] },
  sass: { flags: [] },
  gatsby: { command: 'build', flags: [], folders: ['public'] },
  eleventy: { flags: ['--output'], folders: ['_site'] },
};

/** What the compilers inside bundlers look for. */
const SHARED =
  /^(?:(?:postcss|tailwind|babel|uno)\.config\..*|\.(?:postcssrc|babelrc|browserslistrc|swcrc).*)$/;

export function bundler(row: Bundler): Tool {
  return (call) => {
    const named = positional(call);
    if (has(call, '-w', '--watch')) return refuse(`${call.program} --watch does not end`);
    if (row.command !== undefined && named[0] !== row.command)
      return refuse(`${call.program} ${named[0] ?? ''} is no build`);
    const base = row.takesRoot === true ? at(call, named[1] ?? '.') : call.cwd;
    const writes = folders(row, call, base);
    if (typeof writes === 'string') return unknown(writes);
    return {
      writes: [
        ...writes,
        ...(row.without ?? []).flatMap((name) => writes.map((folder) => `!${join(folder, name)}`)),
      ],
      reads: [...configsAbove(call, SHARED), ...importedConfigs(call, row.config, SHARED)],
      usesBuilds: true,
      env: row.env ?? [],
      ignored: row.dotenv === true ? [join(base, '.env*')] : [],
      leavesOut: unseenTests(call),
    };
  };
}

/** Flags, else the configuration's own words, else the default. A string: why not. */
function folders(row: Bundler, call: Call, base: string): string[] | string {
  const flagged = row.flags.flatMap((name) => flag(call, name) ?? []);
  if (flagged.length > 0) return flagged.flatMap((path) => withSidecars(call, join(base, path)));
  const file = configFile(row, call, base);
  if (file !== undefined) {
    const found = literalsOf(call.tree.read(file) ?? '', row.keys ?? []);
    if (found === 'computed')
      return call.promised.length > 0 ? [...call.promised] : `${file} computes where it writes`;
    if (found.length > 0) return found.map((path) => join(base, path));
  }
  if (row.folders !== undefined) return row.folders.map((path) => join(base, path));
  return call.promised.length > 0 ? [...call.promised] : `${call.program} does not say where it writes`;
}

/** What esbuild leaves beside the one file that is named: https://esbuild.github.io/api/#sourcemap, and the styles of a bundle. */
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

function configFile(row: Bundler, call: Call, base: string): string | undefined {
  const named = flag(call, '-c', '--config');
  if (named !== undefined && /\.\w+$/.test(named)) return at(call, named);
  const pattern = row.config;
  if (pattern === undefined) return undefined;
  const folder = pattern.source.includes('\\/') ? join(base, '.vitepress') : base;
  return below(call.tree, folder, base).find((path) =>
    pattern.test(path.slice(base === '.' ? 0 : base.length + 1)),
  );
}

function below(tree: Tree, folder: string, base: string): string[] {
  const folders = folder === base ? [base] : [base, folder];
  return folders.flatMap((directory) => tree.list(directory).files.map((file) => join(directory, file)));
}

/** A bundler reads what the entry reaches, never tests; except that Tailwind and UnoCSS search all files for class names. */
function unseenTests({ fields, tree }: Call): string[] {
  const all = { ...fields.dependencies, ...fields.devDependencies };
  const isScanned = ['tailwindcss', '@tailwindcss/vite', '@tailwindcss/postcss', 'unocss'].some(
    (name) => name in all,
  );
  const isScannedAbove = /tailwindcss|unocss/.test(tree.read('package.json') ?? '');
  return isScanned || isScannedAbove ? [] : ['**/*.{test,spec}.*', '**/__tests__/**/*'];
}
