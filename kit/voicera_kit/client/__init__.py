"""Calls other services of the mesh."""

from voicera_kit.client.calls import StreamCall
from voicera_kit.client.mesh import Mesh, open_channel
from voicera_kit.client.metadata import CallMetadata
from voicera_kit.client.tokens import ServiceTokens, TokenSource

__all__ = ["CallMetadata", "Mesh", "ServiceTokens", "StreamCall", "TokenSource", "open_channel"]
