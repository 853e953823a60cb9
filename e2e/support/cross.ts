/**
 * What tests of other platforms share: the tools, brought once per machine, and what a real tool says of a
 * file.
 */
import { execa } from 'execa';
import { type CrossTools, getCross } from '../../tools/cross/index.js';
import type { Workspace } from './workspace.js';

export interface Cross extends CrossTools {
  /** What a program prints, run as its platform is run here. */
  runs(workspace: Workspace, how: Runner, file: string): Promise<string>;
  /** What one of the tools says, of files in the workspace. */
  says(workspace: Workspace, program: string, ...args: string[]): Promise<string>;
}

export type Runner = 'itself' | 'qemu' | 'wine' | 'WASI' | 'Node';

export async function crossTools(): Promise<Cross> {
  const tools = await getCross(undefined, console.error);
  const said = async (workspace: Workspace, program: string, args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await execa(program, [...args], {
      cwd: workspace.root,
      env: tools.env,
      reject: false,
    });
    if (exitCode !== 0)
      throw new Error(`${program} ${args.join(' ')} exited with ${exitCode}\n${stdout}${stderr}`);
    return stdout;
  };
  const commands: Readonly<Record<Runner, (file: string) => [string, ...string[]]>> = {
    itself: (file) => [`./${file}`],
    qemu: (file) => ['qemu-aarch64', file],
    wine: (file) => ['wine', file],
    WASI: (file) => [process.execPath, '--no-warnings', '-e', WASI, file],
    // No system to speak to: its exit code is all that it says.
    Node: (file) => [process.execPath, '-e', ALONE, file],
  };
  return {
    ...tools,
    runs: (workspace, how, file) => {
      const [program, ...args] = commands[how](file);
      return said(workspace, program, args);
    },
    says: (workspace, program, ...args) => said(workspace, program, args),
  };
}

/** https://nodejs.org/docs/latest-v20.x/api/wasi.html */
const WASI = `
const { WASI } = require('node:wasi');
const { readFileSync } = require('node:fs');
const wasi = new WASI({ version: 'preview1', args: [], env: {} });
WebAssembly.instantiate(readFileSync(process.argv[1]), wasi.getImportObject()).then(({ instance }) => wasi.start(instance));
`;

const ALONE = `
const bytes = require('node:fs').readFileSync(process.argv[1]);
WebAssembly.instantiate(bytes).then(({ instance }) => process.stdout.write(String(instance.exports.main(0, 0))));
`;
