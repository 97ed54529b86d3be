"""A person's second factor."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from voicera_auth.second_factor.codes import recovery_hash, step_of


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`last_step` is the time step of the newest code that was used; of recovery codes only hashes are known."""

    user_id: str
    secret: str = field(repr=False)
    is_confirmed: bool = False
    last_step: int = -1
    recovery_hashes: tuple[str, ...] = field(default=(), repr=False)

    def using(self, code: str, now: datetime) -> "SecondFactor | None":
        """Return what remains when the code has been used; None if it is wrong or was used before."""
        return self._using_app(code, now) or self._using_recovery(code)

    def confirmed(self, code: str, now: datetime, recovery_codes: Sequence[str]) -> "SecondFactor | None":
        """Return it switched on with new recovery codes; None if the code is not the app's."""
        used = self._using_app(code, now)
        hashes = tuple(recovery_hash(each) for each in recovery_codes)
        return replace(used, is_confirmed=True, recovery_hashes=hashes) if used else None

    def _using_app(self, code: str, now: datetime) -> "SecondFactor | None":
        step = step_of(self.secret, code, now)
        return replace(self, last_step=step) if step is not None and step > self.last_step else None

    def _using_recovery(self, code: str) -> "SecondFactor | None":
        given = recovery_hash(code)
        if given not in self.recovery_hashes:
            return None
        return replace(self, recovery_hashes=tuple(each for each in self.recovery_hashes if each != given))
