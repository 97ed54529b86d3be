"""The bus between processes, on Redis."""

from voicera_kit.bus.redis.bus import RedisBus

__all__ = ["RedisBus"]
