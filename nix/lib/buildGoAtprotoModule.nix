# The name under which users of an older set of builders know buildGoWorkspace: the same function.
{ polynx, ... }: polynx.buildGoWorkspace
