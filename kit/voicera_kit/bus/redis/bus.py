"""Keeps the bus in Redis, where every process finds it."""

import asyncio
from math import ceil
from typing import Final, Self

from pydantic import SecretStr
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from voicera_kit.bus.protocol import Message
from voicera_kit.bus.rate import require_rate
from voicera_kit.bus.redis import scripts
from voicera_kit.bus.redis.commands import COMMAND_S, Commands
from voicera_kit.bus.redis.messages import decode, encode
from voicera_kit.bus.redis.topics import Topics
from voicera_kit.feed import Subscription
from voicera_kit.settings import PREFIX, SettingsError

CONNECTIONS: Final = 32
CONNECT_S: Final = 1.0
CLOSE_S: Final = 2.0


class RedisBus:
    """A Bus for all processes of one Redis; it is gone with the server, and used again when that is back."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._topics = Topics(client)
        self._ask = Commands().ask
        self._acquire = client.register_script(scripts.ACQUIRE)
        self._renew = client.register_script(scripts.RENEW)
        self._take_token = client.register_script(scripts.RATE)

    @classmethod
    def open(cls, url: str, password: SecretStr) -> Self:
        """Connect when first asked; SettingsError for a malformed URL. A password in the URL goes first."""
        given = {"password": password.get_secret_value()} if password.get_secret_value() else {}
        try:
            pool = BlockingConnectionPool.from_url(
                url,
                **given,
                max_connections=CONNECTIONS,
                timeout=COMMAND_S,
                socket_connect_timeout=CONNECT_S,
                socket_timeout=COMMAND_S,
                socket_keepalive=True,
                retry=Retry(NoBackoff(), 0),
                protocol=2,
                client_name="voicera",
            )
        except ValueError:
            raise SettingsError(f"{PREFIX}BUS_URL is not a URL of Redis") from None
        return cls(Redis.from_pool(pool))

    async def publish(self, topic: str, message: Message) -> None:
        await self._ask(lambda: self._topics.publish(topic, message))

    def subscribe(self, topic: str, *, capacity: int = 256) -> Subscription[Message]:
        return self._topics.subscribe(topic, capacity)

    async def put(self, key: str, value: Message, ttl_s: float, *, only_if_absent: bool = False) -> bool:
        kept = encode(value)
        return bool(
            await self._ask(
                lambda: self._client.set(_value(key), kept, px=_milliseconds(ttl_s), nx=only_if_absent)
            )
        )

    async def get(self, key: str) -> Message | None:
        kept = await self._ask(lambda: self._client.get(_value(key)))
        return None if kept is None else decode(kept)

    async def take(self, key: str) -> Message | None:
        kept = await self._ask(lambda: self._client.getdel(_value(key)))
        return None if kept is None else decode(kept)

    async def delete(self, key: str) -> bool:
        return bool(await self._ask(lambda: self._client.delete(_value(key))))

    async def acquire(self, name: str, holder: str, limit: int, lease_s: float) -> bool:
        arguments = (holder, _milliseconds(lease_s), limit)
        return bool(await self._ask(lambda: self._acquire(keys=(_slots(name),), args=arguments)))

    async def renew(self, name: str, holder: str, lease_s: float) -> bool:
        arguments = (holder, _milliseconds(lease_s))
        return bool(await self._ask(lambda: self._renew(keys=(_slots(name),), args=arguments)))

    async def release(self, name: str, holder: str) -> None:
        await self._ask(lambda: self._client.zrem(_slots(name), holder))

    async def take_token(self, name: str, *, rate_per_s: float, burst: int) -> float:
        require_rate(rate_per_s, burst)
        arguments = (ceil(1e6 / rate_per_s), burst)
        wait_us = await self._ask(lambda: self._take_token(keys=(f"voicera:rate:{name}",), args=arguments))
        return float(wait_us) / 1e6

    async def close(self) -> None:
        await self._topics.close()
        async with asyncio.timeout(CLOSE_S):
            await self._client.aclose()
            await self._client.connection_pool.disconnect()


def _value(key: str) -> str:
    return f"voicera:value:{key}"


def _slots(name: str) -> str:
    return f"voicera:slots:{name}"


def _milliseconds(seconds: float) -> int:
    return max(1, ceil(seconds * 1000))
