# Languages under the names that people write, as the library calls them
_: {
  canonical =
    name:
    {
      nodejs = "node";
      golang = "go";
    }
    .${name} or name;
}
