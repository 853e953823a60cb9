/**
 * A hand-written flake: its packages and checks are targets of the projects that they are made from.
 */
import { beforeAll, expect, test } from 'vitest';
import { emptyStore, getNix, standIn } from '../support/nix.js';
import { createWorkspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

const flake = (nixpkgs: string, more = '') => `{
  inputs.nixpkgs.url = "${nixpkgs}";
  outputs = { self, nixpkgs }: let pkgs = nixpkgs.legacyPackages.x86_64-linux; in {
    packages.x86_64-linux.greeting = pkgs.runCommand "greeting" { } ''
      mkdir -p $out
      cat \${./services/greet/text.txt} > $out/text.txt${more}
      echo of \${self.rev or "no commit"} >> $out/text.txt
    '';
    checks.x86_64-linux.style = pkgs.runCommand "style" { } "if grep -r TO-DO \${./.}/services \${./README.md}; then exit 1; fi; touch $out";
  };
}
`;

test(
  'packages and checks are cached by what they are made from, and can be made from nothing else',
  async () => {
    const nixpkgs = await standIn();
    const outputs = (greeting: unknown, checks = { style: '.' }) => ({
      plugins: [{ plugin: 'polynx', options: { flake: { packages: { greeting }, checks } } }],
    });
    const workspace = await createWorkspace(
      {
        'flake.nix': flake(nixpkgs),
        'services/greet/package.json': '{ "name": "greet" }',
        'services/greet/text.txt': 'Hello\n',
        'notes/legal.txt': 'All rights reserved\n',
        'README.md': '# Greetings\n',
      },
      {
        packageJson: { workspaces: ['services/*'] },
        nxJson: outputs('services/greet'),
        env: () => emptyStore(bin),
      },
    );
    await workspace.run('nix', ['flake', 'lock']);
    await workspace.commit('flake.lock');
    const all = () => workspace.nx(['run-many', '-t', 'nix-build', 'nix-check-style']);
    const text = () => workspace.read('dist/services/greet/nix/text.txt');

    const first = await all();
    expect(first.exitCode, first.output).toBe(0);
    expect([...first.misses].sort()).toEqual(['greet:nix-build', 'nix:nix-check-style']);
    expect(text()).toBe('Hello\nof no commit\n');
    expect([...(await all()).hits].sort()).toEqual(['greet:nix-build', 'nix:nix-check-style']);

    workspace.append('README.md', 'TO-DO\n');
    const unstyled = await all();
    expect(unstyled.hits).toEqual(['greet:nix-build']);
    expect(unstyled.exitCode).toBe(1);
    expect(unstyled.output).toMatch(/style> \S+README\.md:TO-DO[\s\S]*style failed/);
    workspace.write('README.md', '# Greetings\n');
    // A file that git does not know yet is in the key, and in the package.
    workspace.remove('services/greet/text.txt');
    workspace.write('services/greet/text.txt', 'Good evening\n');
    expect((await workspace.nx(['nix-build', 'greet'])).misses).toEqual(['greet:nix-build']);
    expect(text()).toBe('Good evening\nof no commit\n');

    // What is in no key cannot be read.
    workspace.write('flake.nix', flake(nixpkgs, ' ${./notes/legal.txt}'));
    const unsaid = await workspace.nx(['nix-build', 'greet']);
    expect(unsaid.exitCode).toBe(1);
    expect(unsaid.output).toContain('"greeting": [<project>, "notes/legal.txt"]');
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    const saying = (changed: object) => workspace.write('nx.json', JSON.stringify({ ...nxJson, ...changed }));
    saying(outputs(['greet', 'notes']));
    expect((await workspace.nx(['nix-build', 'greet'])).misses).toEqual(['greet:nix-build']);
    workspace.write('notes/legal.txt', 'Some rights reserved\n');
    expect((await workspace.nx(['nix-build', 'greet'])).misses).toEqual(['greet:nix-build']);
    expect(text()).toBe('Good evening\nSome rights reserved\nof no commit\n');

    saying(outputs('services/gret'));
    const unknown = await workspace.nx(['show', 'projects']);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.output).toContain('flake.packages.greeting: services/gret is no project of polynx');
  },
  TEN_MINUTES,
);
