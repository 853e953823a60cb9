# What may be said of one crate, and what holds where nothing is said
{
  # name and version of the package, in place of the crate's
  pname = null;
  version = null;
  description = null;
  doCheck = true;
  env = { };
  buildInputs = [ ];
  nativeBuildInputs = [ ];
  mainProgram = null;
  features = [ ];
  defaultFeatures = true;
  profile = "release";
  cargoExtraArgs = [ ];
  patches = [ ];
  # files outside the crate's closure that its code reads, such as "LICENSE" or "proto/api.proto"
  extraFiles = [ ];
}
