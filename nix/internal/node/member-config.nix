# What may be said of one package of a workspace, and what holds where nothing is said
{
  # name and version in the store, in place of the manifest's
  pname = null;
  version = null;
  description = null;
  # in place of the manifest's build script, run in the package's folder
  buildPhase = null;
  # files and folders that are the result; else those that the manifest names
  output = null;
  doCheck = false;
  env = { };
  buildInputs = [ ];
  nativeBuildInputs = [ ];
  patches = [ ];
  # files outside its folder that its build reads
  extraFiles = [ ];
}
