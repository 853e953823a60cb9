/**
 * What is done with Nix besides building: limits, stopped runs, what is kept and what is let go, and a doctor
 * who knows flakes.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { emptyStore, getNix, temporary } from '../support/nix.js';
import { remoteBuilder } from '../support/nix-builder.js';
import { manifestOf, withFlake } from '../support/nix-crates.js';
import { pathWithout, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

test(
  'a build that takes too long or is stopped leaves no builder and no half result',
  async () => {
    const workspace = await withFlake(emptyStore(bin));
    const built = await workspace.nx(['nix-build', 'app']);
    expect(built.exitCode, built.output).toBe(0);
    const before = manifestOf(workspace, 'app');

    // Says who it is, and then does nothing for long; what its child comes to, it does not ask.
    const pidFile = join(workspace.root, '.nx/builder');
    const sleeper = (number: number) =>
      workspace.write(
        'crates/app/build.rs',
        `fn main() {
    std::fs::write(${JSON.stringify(pidFile)}, std::process::id().to_string()).unwrap();
    let _ = std::process::Command::new("sleep").arg("${300 + number}").status();
}\n`,
      );
    sleeper(0);
    await workspace.run('git', ['add', 'crates/app/build.rs']);
    const limited = (timeout: number) =>
      workspace.nx(['nix-build', 'app', `--timeout=${timeout}`], { timeout: 120_000 });
    const late = await limited(0.1);
    expect(late.exitCode).toBe(1);
    expect(late.output).toContain('timed out after 6 seconds');
    expect(late.output).toContain('The limit is 0.1 minutes. Raise it by the option timeout');
    await until(() => !isAlive(pidFile), 15_000);
    expect((await limited(90)).output).toContain('90 minutes are more than 60; raise maxTimeout');

    for (const [index, signal] of (['SIGINT', 'SIGTERM', 'SIGKILL'] as const).entries()) {
      sleeper(index + 1);
      workspace.remove('.nx/builder');
      const { pid, ended } = workspace.start(['nix-build', 'app']);
      await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', 60_000);
      expect(isAlive(pidFile)).toBe(true);
      process.kill(pid, signal);
      await until(() => !isAlive(pidFile), 15_000);
      expect((await ended).exitCode).not.toBe(0);
    }
    // Nothing that lacks what the builder's child would have done is in the store.
    const { stdout: there } = await workspace.run('ls', [workspace.env?.['NIX_STORE_DIR'] ?? '']);
    expect(there.split('\n').filter((name) => name.endsWith('-app-1.0.0'))).toHaveLength(1);
    // Everything is as the last build that came to its end has left it.
    expect(manifestOf(workspace, 'app')).toEqual(before);
    expect((await workspace.run('./dist/crates/app/nix/bin/app', ['Ada'])).stdout).toBe('Hello, Ada!');

    // What flake.lock pins has changed where it comes from.
    workspace.remove('crates/app/build.rs');
    const standIn = /path:([^"?]+)/.exec(workspace.read('flake.nix'))?.[1] ?? '';
    appendFileSync(join(standIn, 'flake.nix'), '# another one\n');
    const pinned = workspace.read('flake.lock');
    expect((await workspace.nx(['nix-update', 'nix'])).exitCode).toBe(0);
    expect(workspace.read('flake.lock')).not.toBe(pinned);
    expect((await workspace.nx(['nix-build', 'app'])).exitCode).toBe(0);
    expect(readdirSync(join(workspace.root, '.nx/polynx/nix/logs/app')).length).toBeLessThanOrEqual(10);
  },
  TEN_MINUTES,
);

test(
  'a machine that builds nothing has its packages built by another one, by ssh, and gets them back',
  async () => {
    const builder = remoteBuilder(emptyStore(bin), temporary('builder'));
    const workspace = await withFlake(builder.env);
    const built = await workspace.nx(['nix-build', 'app']);
    expect(built.exitCode, built.output).toBe(0);
    const app = manifestOf(workspace, 'app').outputs.out;
    expect((await workspace.run(join(app, 'bin/app'), ['Ada'])).stdout).toBe('Hello, Ada!');
    // It lies in both stores, at one place: the other machine has made it.
    expect(existsSync(join(builder.store, basename(app)))).toBe(true);
    expect(new Set(builder.calls())).toEqual(new Set(['nix-daemon --stdio']));
  },
  TEN_MINUTES,
);

test(
  'results are kept until they are let go, other systems are refused or built elsewhere, and the doctor sees what Nix would not',
  async () => {
    const workspace = await withFlake(emptyStore(bin), { plugin: { platforms: ['linux-arm64'] } });
    const fine = await doctor(workspace);
    expect(fine).toContain('✔ nix (Nix) 2.');
    expect(fine).toContain('Nix: 2 packages');
    expect(fine).toContain('! builds are not sandboxed');
    expect(fine).toContain('✔ nix/generated/graph.json is current');
    expect(fine).toContain('✔ git knows all files of the flake');

    const built = await workspace.nx(['run-many', '-t', 'nix-build']);
    expect(built.exitCode, built.output).toBe(0);
    const refused = await workspace.nx(['nix-build-linux-arm64', 'app']);
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain(
      'This machine cannot build for aarch64-linux; it takes a remote builder',
    );
    const willing = `${workspace.env?.['NIX_CONFIG']}\nextra-platforms = aarch64-linux`;
    const other = await workspace.nx(['nix-build-linux-arm64', 'app'], { env: { NIX_CONFIG: willing } });
    expect(other.exitCode, other.output).toBe(0);
    const { drvPath } = JSON.parse(workspace.read('dist/crates/app/linux-arm64/nix-manifest.json')) as {
      drvPath: string;
    };
    const made = await workspace.run('nix-store', ['--query', '--binding', 'system', drvPath]);
    expect(made.stdout).toBe('aarch64-linux');

    const app = join(manifestOf(workspace, 'app').outputs.out, 'bin/app');
    const optimised = await workspace.nx(['nix-optimise', 'nix']);
    expect(optimised.exitCode, optimised.output).toBe(0);
    // Both programs have the library's license file, or whatever else is the same: one file now.
    const links = readdirSync(join(workspace.env?.['NIX_STORE_DIR'] ?? '', '.links'));
    expect(links.length).toBeGreaterThan(0);
    const kept = await workspace.nx(['nix-gc', 'nix']);
    expect(kept.output).toMatch(/0 of 3 results are let go: \d+ store paths deleted, [\d.]+ [KM]iB freed/);
    expect((await workspace.run(app, ['Ada'])).stdout).toBe('Hello, Ada!');
    const gone = await workspace.nx(['nix-gc', 'nix', '--olderThan=0']);
    expect(gone.output).toMatch(/3 of 3 results are let go: \d+ store paths deleted, [\d.]+ [KM]iB freed/);
    expect(statSync(app, { throwIfNoEntry: false })).toBeUndefined();

    workspace.write('nix/broken.nix', '{ x = ; }');
    const lint = await workspace.nx(['nix-lint', 'nix']);
    expect(lint.exitCode).toBe(1);
    expect(lint.output).toMatch(/nix\/broken\.nix:1:7[\s\S]*2 expressions, 1 complaints/);
    const unseen = await doctor(workspace);
    expect(unseen).toContain('✖ git does not know nix/broken.nix, so Nix does not see it');
    workspace.remove('nix/broken.nix');
    expect((await workspace.nx(['nix-lint', 'nix'])).output).toContain('1 expressions, 0 complaints');

    // The flake's own formatter, which takes away what stands at the ends of lines.
    const flake = workspace.read('flake.nix');
    const formatter = 'legacyPackages.x86_64-linux.writeShellScriptBin "tidy" "sed -i \'s/ *$//\' flake.nix"';
    const edited = flake
      .replace('import ./nix/polynx', 'let own = import ./nix/polynx')
      .replace('};\n}\n', `}; in own // { formatter.x86_64-linux = nixpkgs.${formatter}; };   \n}\n`);
    workspace.write('flake.nix', edited);
    const formatted = await workspace.nx(['nix-format', 'nix']);
    expect(formatted.exitCode, formatted.output).toBe(0);
    expect(workspace.read('flake.nix')).toBe(edited.replace(/ +$/gm, ''));
    workspace.write('flake.nix', flake);

    const checked = await workspace.nx(['nix-check', 'nix']);
    expect(checked.exitCode, checked.output).toBe(0);
    workspace.write('flake.nix', flake.replace('overrides = { };', 'overrides = { nobody = { }; };'));
    const wrong = await workspace.nx(['nix-check', 'nix']);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.output).toContain('nobody');
    expect(wrong.output).toContain('The expressions cannot be evaluated; the place is named above');
    workspace.write('flake.nix', flake);

    // A dependency that nx sync has not heard of.
    workspace.append('crates/other/Cargo.toml', '\n[dependencies]\ntext = { path = "../text" }\n');
    workspace.write(
      'Cargo.lock',
      workspace
        .read('Cargo.lock')
        .replace('name = "other"\nversion = "1.0.0"\n', '$&dependencies = [\n "text",\n]\n'),
    );
    const stale = await workspace.nx(['nix-build', 'other']);
    expect(stale.exitCode).toBe(1);
    expect(stale.output).toContain('graph.json is not what the projects say now');
    workspace.remove('flake.lock');
    const sick = await doctor(workspace, { PATH: pathWithout('nix'), NIX_CACHE_SECRET_KEY_FILE: 'none' });
    expect(sick).toContain('! nix is not installed');
    expect(sick).toContain('✖ nix/generated/graph.json is not what the projects say now');
    expect(sick).toContain('✖ there is no flake.lock');
    await workspace.run('git', ['checkout', 'flake.lock']);
    expect((await workspace.nx(['sync'])).exitCode).toBe(0);
    const current = await workspace.nx(['nix-build', 'other']);
    expect(current.exitCode, current.output).toBe(0);

    const withCaches = await doctor(workspace, {
      NIX_CACHE_URL: 'http://127.0.0.1:9',
      NIX_LOCAL_CACHE_DIR: join(workspace.root, '.nx/cache-of-nix'),
      NIX_CACHE_SECRET_KEY_FILE: 'none',
    });
    expect(withCaches).toMatch(/✔ file:\S+ answers/);
    expect(withCaches).toMatch(/! http:\/\/127\.0\.0\.1:9 does not answer as it should: unable to download/);
    expect(withCaches).toContain('! no key is trusted but that of cache.nixos.org');
    expect(withCaches).toContain('✖ NIX_CACHE_SECRET_KEY_FILE: there is no none');
  },
  TEN_MINUTES,
);

async function doctor(workspace: Workspace, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { output } = await workspace.run(
    process.execPath,
    ['node_modules/polynx/dist/cli.js', 'doctor', '--verbose'],
    { env },
  );
  return output;
}

function isAlive(pidFile: string): boolean {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean, patience: number): Promise<void> {
  for (const end = Date.now() + patience; !holds(); await setTimeout(100))
    if (Date.now() > end) throw new Error('waited in vain');
}
