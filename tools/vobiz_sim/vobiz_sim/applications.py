"""Voice applications and the numbers attached to them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vobiz_sim import numbers
from vobiz_sim.config import Route

_WRITABLE = (
    "answer_url",
    "answer_method",
    "hangup_url",
    "hangup_method",
    "fallback_answer_url",
    "fallback_method",
    "message_url",
    "message_method",
    "public_uri",
    "sip_transfer_url",
    "sub_account",
)
_FIRST_ID = 20_000_000_000_001


class Applications:
    """Records are plain JSON objects, as the REST API shows them."""

    def __init__(self, routes: Mapping[str, Route]) -> None:
        self._next_id = _FIRST_ID
        self.records: dict[str, dict[str, Any]] = {}
        self.attached: dict[str, str] = {}
        self.add(routes)

    def add(self, routes: Mapping[str, Route]) -> None:
        """Rents numbers and gives every one that leads somewhere an application of its own."""
        for number, route in routes.items():
            if not route.answer_url:
                self.attached[numbers.plus(number)] = ""
                continue
            record = self.create({
                "app_name": f"number-{numbers.plain(number)}",
                "answer_url": route.answer_url,
                "answer_method": route.answer_method,
                "hangup_url": route.hangup_url,
                "fallback_answer_url": route.fallback_url,
            })
            self.attached[numbers.plus(number)] = record["app_id"]

    def create(self, values: Mapping[str, Any]) -> dict[str, Any]:
        app_id, self._next_id = str(self._next_id), self._next_id + 1
        moment = datetime.now(UTC).isoformat()
        record: dict[str, Any] = {
            "app_id": app_id,
            "app_name": values.get("app_name", ""),
            "application_type": "XML",
            "answer_method": "POST",
            "hangup_method": "POST",
            "enabled": True,
            "default_app": False,
            "default_endpoint_app": False,
            "log_incoming_message": True,
            "sip_uri": f"sip:{app_id}@sim.invalid",
            "created_at": moment,
        }
        self.records[app_id] = record
        self.update(app_id, values)
        return record

    def update(self, app_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Without a hangup URL an application sends the Hangup event to its answer URL."""
        record = self.records[app_id]
        record |= {name: values[name] for name in _WRITABLE if name in values}
        record["hangup_url"] = record.get("hangup_url") or record.get("answer_url", "")
        record["updated_at"] = datetime.now(UTC).isoformat()
        return record

    def numbers_of(self, app_id: str) -> list[str]:
        return [number for number, attached in self.attached.items() if attached == app_id]

    def owned(self, number: str) -> str | None:
        """The number as the account writes it; None when it is not the account's."""
        return next((owned for owned in self.attached if numbers.same(owned, number)), None)

    def route(self, number: str) -> Route | None:
        owned = self.owned(number)
        record = self.records.get(self.attached[owned]) if owned else None
        if record is None:
            return None
        return Route(
            answer_url=record.get("answer_url", ""),
            hangup_url=record.get("hangup_url", ""),
            fallback_url=record.get("fallback_answer_url", ""),
            answer_method=record.get("answer_method", "POST"),
        )
