# What may be said of one crate, and what holds where nothing is said
{
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
