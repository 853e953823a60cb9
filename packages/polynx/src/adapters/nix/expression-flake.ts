/**
 * An expression file, or a builder of the library, as a package of a flake: the only form in which Nix reads
 * nothing but what it is given. All that varies is in a file of JSON, so that nothing is ever code.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourcePin } from '../../model/source-pin.js';
import { narHash } from './nar.js';

export interface ExpressionArguments {
  readonly name: string;
  readonly system: string;
  /** Workspace-relative; absent where there is a template. */
  readonly file?: string | undefined;
  /** A function of the library. */
  readonly template?: string | undefined;
  /** What a template without a source builds: a folder, workspace-relative. */
  readonly folder?: string | undefined;
  readonly source?: { readonly path: string; readonly pin: SourcePin } | undefined;
  readonly environmentVars: Readonly<Record<string, string>>;
  readonly customizations: Readonly<Record<string, unknown>>;
}

/**
 * @param copy absolute: the files that the expression may read
 * @param folder absolute, ours alone
 */
export function writeExpressionFlake(copy: string, folder: string, given: ExpressionArguments): void {
  const { source, ...rest } = given;
  const path = encodeURI(copy).replaceAll('#', '%23').replaceAll('?', '%3F');
  const json = {
    ...rest,
    // NB with its hash it may be read in pure evaluation.
    repository: `path:${path}?narHash=${encodeURIComponent(narHash(copy))}`,
    ...(source === undefined
      ? {}
      : { source: { path: source.path, narHash: source.pin.narHash, rev: source.pin.rev } }),
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'arguments.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'flake.nix'), FLAKE);
}

const FLAKE = `{
  outputs =
    _:
    let
      inherit (builtins) attrNames concatStringsSep elem filter functionArgs hasAttr intersectAttrs isAttrs isFunction isList isString;
      given = builtins.fromJSON (builtins.readFile ./arguments.json);
      inherit (given) name system environmentVars customizations;
      where = given.file or given.template;
      commas = concatStringsSep ", ";
      optionalAttrs = condition: set: if condition then set else { };

      flake = builtins.getFlake given.repository;
      nixpkgs = flake.inputs.nixpkgs or (throw "\${where}: flake.nix has no input called nixpkgs, where packages come from");
      pkgs = nixpkgs.legacyPackages.\${system};
      polynx =
        if builtins.pathExists (flake.outPath + "/nix/polynx") then
          import (flake.outPath + "/nix/polynx") { inherit pkgs; }
        else
          throw "\${where}: the library is not in nix/polynx; run: nx g polynx:flake";
      source = optionalAttrs (given ? source) {
        src = {
          outPath = (builtins.fetchTree { type = "path"; inherit (given.source) path narHash; }).outPath;
          inherit (given.source) rev;
        };
      };
      offered = source // {
        inherit pkgs system polynx environmentVars customizations;
        inherit (flake) inputs;
        lib = pkgs.lib;
      };

      # -- an expression: its arguments are packages by their names, what is offered, and customizations
      ofFile =
        let
          expression = import (flake.outPath + "/" + given.file);
          wanted = functionArgs expression;
          known = pkgs // offered // customizations;
          missing = filter (one: !wanted.\${one} && !(hasAttr one known)) (attrNames wanted);
          strange = if wanted ? customizations || wanted == { } then [ ] else filter (one: !(hasAttr one wanted)) (attrNames customizations);
        in
        if !(isFunction expression) then
          if customizations == { } then expression else throw "\${where}: it is no function, and takes no customizations"
        else if strange != [ ] then
          throw "\${where}: customizations: it takes no \${commas strange}; it takes \${commas (attrNames wanted)}"
        else if missing != [ ] then
          throw "\${where}: nothing is known for its \${if builtins.length missing == 1 then "argument" else "arguments"} \${commas missing}; give it by customizations, or a default"
        else
          expression (if wanted == { } then offered else intersectAttrs wanted known);

      # -- a builder of the library: its arguments are customizations, with packages by their names
      packageOf = one: if isString one then pkgs.\${one} or (throw "\${where}: customizations: pkgs has no \${one}") else one;
      lists = [ "buildInputs" "nativeBuildInputs" "runtimeDeps" "propagatedBuildInputs" ];
      ofTemplate =
        let
          builder = polynx.\${given.template} or (throw "\${where}: there is no such builder; there are \${commas (filter (one: builtins.match "build.*" one != null) (attrNames polynx))}");
          takes = one: elem one ((builder.optional or [ ]) ++ (builder.required or [ ]));
          custom = builtins.mapAttrs (key: value: if elem key lists && isList value then map packageOf value else value) customizations;
          env = environmentVars // (custom.env or { });
        in
        builder (
          (if source != { } then source else { src = flake.outPath + "/" + given.folder; })
          // optionalAttrs (takes "pname") { pname = name; }
          // custom
          // optionalAttrs (takes "env" && env != { }) { inherit env; }
        );

      only = value: if value ? packages && builtins.length (attrNames value.packages) == 1 then builtins.head (builtins.attrValues value.packages) else value;
      made = only (if given ? template then ofTemplate else ofFile);
      takesThem =
        if given ? template then
          elem "env" (polynx.\${given.template}.optional or [ ])
        else
          let expression = import (flake.outPath + "/" + given.file); in isFunction expression && functionArgs expression ? environmentVars;
      withVariables =
        package:
        if environmentVars == { } || takesThem then
          package
        else if package ? overrideAttrs then
          package.overrideAttrs (
            old: if old ? env || old.__structuredAttrs or false then { env = (old.env or { }) // environmentVars; } else environmentVars
          )
        else
          throw "\${where}: it takes no environmentVars; name them among its arguments: { environmentVars, ... }:";
    in
    {
      packages.\${system}.\${name} =
        if !(isAttrs made) || made.type or null != "derivation" then
          throw "\${where}: it makes a \${builtins.typeOf made}, and not one package\${if isAttrs made then "; it has \${commas (attrNames made)}" else ""}"
        else
          withVariables made;
    };
}
`;
