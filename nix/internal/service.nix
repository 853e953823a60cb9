# A systemd service that may do little: the settings of a unit, as NixOS and as unit files name them.
# https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
{ internal, ... }:
let
  inherit (internal.util) optionalAttrs words;
in
{
  # what ExecStart runs
  start,
  user,
  # below /var/lib; the service starts in the first one
  stateDirectories ? [ user ],
  # only sockets of files: no network but a loopback of its own
  networkIsolation ? false,
  # ports below 1024
  bindsPrivilegedPorts ? false,
  # memory that is written and executed, as JavaScript engines need
  compilesAtRuntime ? false,
  notify ? false,
}:
{
  ExecStart = start;
  Type = if notify then "notify" else "simple";
  Restart = "on-failure";
  RestartSec = 2;
  User = user;
  Group = user;
  StateDirectory = words stateDirectories;
  StateDirectoryMode = "0700";
  WorkingDirectory = "/var/lib/${builtins.head stateDirectories}";
  UMask = "0077";

  NoNewPrivileges = true;
  CapabilityBoundingSet = if bindsPrivilegedPorts then "CAP_NET_BIND_SERVICE" else "";
  AmbientCapabilities = if bindsPrivilegedPorts then "CAP_NET_BIND_SERVICE" else "";
  ProtectSystem = "strict";
  ProtectHome = true;
  ProtectClock = true;
  ProtectHostname = true;
  ProtectKernelLogs = true;
  ProtectKernelModules = true;
  ProtectKernelTunables = true;
  ProtectControlGroups = true;
  ProtectProc = "invisible";
  ProcSubset = "pid";
  PrivateDevices = true;
  PrivateTmp = true;
  PrivateUsers = !bindsPrivilegedPorts;
  LockPersonality = true;
  RemoveIPC = true;
  RestrictAddressFamilies = if networkIsolation then "AF_UNIX" else "AF_INET AF_INET6 AF_UNIX";
  RestrictNamespaces = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  SystemCallArchitectures = "native";
  # a line each: "~" goes for the whole line
  SystemCallFilter = [
    "@system-service"
    "~@privileged @resources"
  ];
}
// optionalAttrs networkIsolation {
  PrivateNetwork = true;
  IPAddressDeny = "any";
}
// optionalAttrs (!compilesAtRuntime) { MemoryDenyWriteExecute = true; }
