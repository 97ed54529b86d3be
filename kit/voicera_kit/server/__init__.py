"""Serves contracts: access rules, errors, deadlines, health and a graceful end."""

from voicera_kit.server.guards import Context
from voicera_kit.server.running import Register, RunningServer, running_server
from voicera_kit.server.serving import run, serve

__all__ = ["Context", "Register", "RunningServer", "run", "running_server", "serve"]
