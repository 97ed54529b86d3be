"""Sends webhooks: form-encoded, keys sorted, signed, retried, and as faulty as asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import aiohttp
from yarl import URL

from vobiz_sim import signatures
from vobiz_sim.calls import Call, Hook, WebhookNote
from vobiz_sim.config import SimConfig
from vobiz_sim.faults import Faults
from vobiz_sim.targets import RemoteTargetError, require_allowed

MAX_REPLY_BYTES = 100 * 1024
_NOTES_KEPT = 1000
_PENDING_LIMIT = 1000
_REPLAYED_NONCE = "11111111112222222222"


@dataclass(frozen=True, slots=True)
class Reply:
    """Status 0 means that nothing came back."""

    status: int = 0
    content_type: str = ""
    body: bytes = b""
    error: str = ""

    @property
    def accepted(self) -> bool:
        return self.status // 100 == 2  # noqa: PLR2004 - the class of successful answers


class Webhooks:
    def __init__(self, config: SimConfig, session: aiohttp.ClientSession) -> None:
        self._config = config
        self._session = session
        self._pending: set[asyncio.Task[None]] = set()

    async def deliver(self, call: Call, hook: Hook | None, fields: Mapping[str, str]) -> Reply:
        """Tries until something accepts it; the last reply comes back."""
        if hook is None or not hook.url:
            return Reply()
        if call.faults.webhook_delay_ms:
            await asyncio.sleep(call.faults.webhook_delay_ms / 1000)
        reply = await self._insist(call, hook, fields)
        if call.faults.duplicate_webhooks:
            await self._attempt(call, hook, fields, 1)
        return reply

    def notify(self, call: Call, hook: Hook | None, fields: Mapping[str, str]) -> None:
        """Delivers without anyone waiting for the answer."""
        if len(self._pending) >= _PENDING_LIMIT:
            call.errors.append(f"{fields.get('Event', '')} not sent: too many callbacks pending")
            return
        task = asyncio.create_task(self._forget(call, hook, fields))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def drain(self, timeout_s: float = 5.0) -> None:
        if self._pending:
            await asyncio.wait(self._pending, timeout=timeout_s)
        for task in tuple(self._pending):
            task.cancel()

    async def _forget(self, call: Call, hook: Hook | None, fields: Mapping[str, str]) -> None:
        await self.deliver(call, hook, fields)

    async def _insist(self, call: Call, hook: Hook, fields: Mapping[str, str]) -> Reply:
        reply = Reply()
        for attempt in range(1, self._config.webhook_tries + 1):
            if attempt > 1:
                await asyncio.sleep(self._config.webhook_backoff_ms * 2 ** (attempt - 2) / 1000)
            reply = await self._attempt(call, hook, fields, attempt)
            if reply.accepted:
                break
        return reply

    async def _attempt(self, call: Call, hook: Hook, fields: Mapping[str, str], attempt: int) -> Reply:
        note = WebhookNote(fields.get("Event", ""), hook.url, attempt, call.age_ms)
        reply = await self._send(hook, fields, call.faults)
        note.status, note.error, note.took_ms = reply.status, reply.error, call.age_ms - note.at_ms
        if len(call.webhooks) < _NOTES_KEPT:
            call.webhooks.append(note)
        return reply

    async def _send(self, hook: Hook, fields: Mapping[str, str], faults: Faults) -> Reply:
        body = urlencode(sorted(fields.items()))
        method = (faults.webhook_method or hook.method or "POST").upper()
        url = hook.url
        if method == "GET":
            url, body = f"{url}{'&' if urlsplit(url).query else '?'}{body}", ""
        try:
            require_allowed(url, allow_remote=self._config.allow_remote)
            async with asyncio.timeout(self._config.webhook_timeout_ms / 1000):
                return await self._request(method, url, body, self._headers(hook.url, faults))
        except (aiohttp.ClientError, OSError, TimeoutError, RemoteTargetError) as error:
            return Reply(error=f"{type(error).__name__}: {error}")

    async def _request(self, method: str, url: str, body: str, headers: dict[str, str]) -> Reply:
        payload = body.encode() if method != "GET" else None
        async with self._session.request(
            method, URL(url, encoded=True), data=payload, headers=headers, allow_redirects=False
        ) as response:
            received = bytearray()
            async for chunk in response.content.iter_chunked(16_384):
                received += chunk
                if len(received) > MAX_REPLY_BYTES:
                    break
            return Reply(response.status, response.content_type, bytes(received))

    def _headers(self, url: str, faults: Faults) -> dict[str, str]:
        headers = {
            "User-Agent": "Vobiz",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if faults.signature == "none":
            return headers
        wrong = "" if faults.signature == "valid" else "-wrong"
        draw = (lambda: _REPLAYED_NONCE) if faults.replay_nonce else signatures.nonce
        token, parent = self._config.auth_token + wrong, self._config.parent_key + wrong
        return headers | signatures.headers(url, token, parent, draw)
