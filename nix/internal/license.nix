# The licence that a LICENSE file is, by its first words; null where it is none of the usual. https://spdx.org/licenses/
{ pkgs, ... }:
let
  inherit (builtins)
    filter
    head
    length
    pathExists
    readFile
    split
    ;
  marks = [
    {
      text = "Apache License";
      id = "Apache-2.0";
      name = "asl20";
    }
    {
      text = "Mozilla Public License";
      id = "MPL-2.0";
      name = "mpl20";
    }
    {
      text = "GNU AFFERO GENERAL PUBLIC LICENSE";
      id = "AGPL-3.0-only";
      name = "agpl3Only";
    }
    {
      text = "GNU LESSER GENERAL PUBLIC LICENSE";
      id = "LGPL-3.0-only";
      name = "lgpl3Only";
    }
    {
      text = "GNU GENERAL PUBLIC LICENSE";
      id = "GPL-3.0-only";
      name = "gpl3Only";
    }
    {
      text = "Permission is hereby granted, free of charge";
      id = "MIT";
      name = "mit";
    }
    {
      text = "Permission to use, copy, modify, and/or distribute";
      id = "ISC";
      name = "isc";
    }
    {
      text = "Redistribution and use in source and binary forms";
      id = "BSD-3-Clause";
      name = "bsd3";
    }
    {
      text = "This is free and unencumbered software";
      id = "Unlicense";
      name = "unlicense";
    }
  ];
in
src:
let
  files = filter (file: pathExists (src + "/${file}")) [
    "LICENSE"
    "LICENSE.md"
    "LICENSE.txt"
    "LICENCE"
    "COPYING"
  ];
  text = readFile (src + "/${head files}");
  found = filter (mark: length (split mark.text text) > 1) marks;
  mark = head found;
in
if files == [ ] || found == [ ] then null else (pkgs.lib.licenses or { }).${mark.name} or { spdxId = mark.id; }
