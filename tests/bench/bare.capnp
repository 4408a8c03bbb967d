# The engine's configuration for the bare object; the same date and flags as ours.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bare", worker = .server),
    (name = "data", disk = (writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "bare")],
);

const server :Workerd.Worker = (
  modules = [(name = "bare.js", esModule = embed "bare.js")],
  compatibilityDate = "2026-09-01",
  compatibilityFlags = ["no_web_socket_compression"],
  bindings = [(name = "ROOMS", durableObjectNamespace = "BareRoom")],
  durableObjectNamespaces = [(className = "BareRoom", uniqueKey = "bare-room", enableSql = true)],
  durableObjectStorage = (localDisk = "data"),
);
