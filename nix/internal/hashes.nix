# Hashes as people write them: SRI ("sha256-…="), "sha256:…", or bare base32 or base16. One form for all that reads them.
_:
let
  inherit (builtins) isString match;
  bare = "[0-9a-z]{52}|[0-9a-f]{64}|[0-9A-Za-z+/]{43}=";
in
{
  # where: text → SRI; "" becomes a hash that fits nothing, so that Nix prints the one that it found
  sri =
    where: hash:
    let
      parts = if isString hash then match "((sha256)[:-])?(${bare})" hash else null;
    in
    if hash == "" then
      "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    else if parts == null then
      throw "${where}: ${if isString hash then "\"${hash}\"" else "a ${builtins.typeOf hash}"} is no sha256 hash; write sha256-… (SRI), or 52 characters of base32, or 64 of base16"
    else
      builtins.convertHash {
        hash = builtins.elemAt parts 2;
        hashAlgo = "sha256";
        toHashFormat = "sri";
      };
}
