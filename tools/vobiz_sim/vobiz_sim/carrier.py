"""The carrier's state and what can be asked of it: place calls, decide who answers, read what happened."""

from collections.abc import Mapping

from vobiz_sim import numbers
from vobiz_sim.applications import Applications
from vobiz_sim.callee import Callee
from vobiz_sim.caller.script import Script
from vobiz_sim.calls import Hook, Plan
from vobiz_sim.config import Route, SimConfig
from vobiz_sim.exchange import Exchange, PlacedCall
from vobiz_sim.faults import Faults
from vobiz_sim.recordings import RecordingShelf
from vobiz_sim.targets import require_allowed


class UnknownNumberError(LookupError):
    """Nobody owns the number, or nothing answers it."""


class Carrier:
    """`exchange` exists while the simulator runs; `faults` may be replaced at any time."""

    exchange: Exchange

    def __init__(self, config: SimConfig | None = None) -> None:
        self.config = config or SimConfig()
        self.faults = self.config.faults
        self.port = self.config.port
        self.applications = Applications(self.config.numbers)
        self.recordings = RecordingShelf(self._recording_url)
        self._default_callee = Callee()
        self._callees: dict[str, Callee] = {}

    @property
    def base_url(self) -> str:
        return f"http://{self.config.host}:{self.port}/api/v1"

    async def place_inbound(
        self,
        *,
        to: str,
        from_: str,
        script: Script | None = None,
        route: Route | None = None,
        faults: Faults | None = None,
        caller_name: str = "",
    ) -> PlacedCall:
        """Somebody calls `to`. Raises UnknownNumberError unless it is routed or `route` is given."""
        found = route or self.applications.route(to)
        if found is None or not found.answer_url:
            raise UnknownNumberError("the number has no answer URL")
        require_allowed(found.answer_url, allow_remote=self.config.allow_remote)
        plan = Plan(
            direction="inbound",
            from_=from_,
            to=to,
            answer=Hook(found.answer_url, found.answer_method),
            hangup=Hook(found.hangup_url or found.answer_url),
            fallback=Hook(found.fallback_url) if found.fallback_url else None,
            caller_name=caller_name,
        )
        return await self.exchange.receive(plan, script or Script(), faults or self.faults)

    def answer_with(self, script: Script, *, ring_ms: int = 200, number: str = "") -> None:
        """Dialled parties (or the one with `number`) pick up and follow the script."""
        self.when_dialled(Callee(script=script, ring_ms=ring_ms), number=number)

    def when_dialled(self, callee: Callee, *, number: str = "") -> None:
        """What dialled parties do from now on; with `number`, only that one."""
        if number:
            self._callees[numbers.plain(number)] = callee
        else:
            self._default_callee = callee

    def call(self, uuid: str) -> PlacedCall | None:
        return self.exchange.placed.get(uuid)

    def add_numbers(self, routes: Mapping[str, Route]) -> None:
        self.applications.add(routes)

    def _callee(self, number: str) -> Callee:
        return self._callees.get(numbers.plain(number), self._default_callee)

    def _recording_url(self, recording_id: str, file_format: str) -> str:
        origin = f"http://{self.config.host}:{self.port}"
        return f"{origin}/v1/Account/{self.config.auth_id}/Recording/{recording_id}.{file_format}"
