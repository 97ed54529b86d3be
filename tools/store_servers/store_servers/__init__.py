"""Real store servers on loopback, for as long as a test needs them."""

from store_servers.ferretdb import ferretdb_server, running_ferretdb
from store_servers.minio import Minio, running_minio
from store_servers.proc import Server, ServerError
from store_servers.redis import Redis, running_redis

__all__ = [
    "Minio",
    "Redis",
    "Server",
    "ServerError",
    "ferretdb_server",
    "running_ferretdb",
    "running_minio",
    "running_redis",
]
