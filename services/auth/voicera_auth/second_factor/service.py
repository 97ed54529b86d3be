"""Rules of the second factor: how it is switched on and off, and what a sign-in must show."""

from dataclasses import dataclass, field, replace
from typing import Final

from voicera_auth.account.lockout import Lockout
from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.store import UserStore
from voicera_auth.second_factor.codes import new_recovery_codes, new_secret, otpauth_url
from voicera_auth.second_factor.model import SecondFactor
from voicera_auth.second_factor.store import SecondFactorStore
from voicera_kit.clock import Clock
from voicera_kit.errors import FailedPrecondition, NotFound, Unauthenticated

CODE_WRONG: Final = "CODE_WRONG"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs; it is shown this once."""

    secret: str = field(repr=False)
    otpauth_url: str = field(repr=False)


class SecondFactors:
    def __init__(self, factors: SecondFactorStore, users: UserStore, lockout: Lockout, clock: Clock) -> None:
        self._factors = factors
        self._users = users
        self._lockout = lockout
        self._clock = clock

    async def start(self, user: User) -> Enrolment:
        """Make a secret that counts once it is confirmed; FailedPrecondition (SECOND_FACTOR_ON) if one does.

        The person has proved before that it is them.
        """
        made = SecondFactor(user.id, new_secret())

        def instead(existing: SecondFactor) -> SecondFactor:
            if existing.is_confirmed and user.has_second_factor:
                raise FailedPrecondition("a second factor is on already", reason="SECOND_FACTOR_ON")
            return made

        await self._factors.put(made, replacing=instead)
        return Enrolment(made.secret, otpauth_url(made.secret, user.email))

    async def confirm(self, user: User, code: str) -> tuple[str, ...]:
        """Switch it on and return ten recovery codes.

        Raises FailedPrecondition (CODE_WRONG) if the app shows another code, ResourceExhausted after repeated failures.
        """
        recovery_codes = new_recovery_codes()

        def switched_on(factor: SecondFactor) -> SecondFactor:
            if factor.is_confirmed and user.has_second_factor:
                raise FailedPrecondition("a second factor is on already", reason="SECOND_FACTOR_ON")
            confirmed = factor.confirmed(code, self._clock.now(), recovery_codes)
            if confirmed is None:
                raise FailedPrecondition("the code is wrong", reason=CODE_WRONG)
            return confirmed

        async with self._lockout.proof(user.id):
            try:
                await self._factors.change(user.id, switched_on)
            except NotFound:
                raise FailedPrecondition(
                    "no second factor was started", reason="SECOND_FACTOR_NOT_STARTED"
                ) from None
        await self._note(user.id, is_on=True)
        return recovery_codes

    async def stop(self, user_id: str) -> None:
        """Switch it off; again is no error. The person has proved before that it is them."""
        await self._factors.delete(user_id)
        await self._note(user_id, is_on=False)

    async def forget(self, user_id: str) -> None:
        """Keep nothing of somebody whose account goes."""
        await self._factors.delete(user_id)

    async def stop_for(self, email: str) -> str:
        """Switch it off for whoever has the address and return their id; NotFound if nobody has."""
        user = await self._users.find(canonical_email(email))
        if user is None:
            raise NotFound("user", "with this e-mail address")
        await self.stop(user.id)
        return user.id

    async def check(self, user_id: str, code: str) -> None:
        """Use up a code of the app or a recovery code, where a second factor is on.

        Raises Unauthenticated: SECOND_FACTOR_NEEDED without a code, SIGN_IN_FAILED for one that is wrong or was used
        before, on whatever replica.
        """
        factor = await self._factors.find(user_id)
        if factor is None or not factor.is_confirmed:
            return
        if not code.strip():
            raise Unauthenticated("a code is needed too", reason="SECOND_FACTOR_NEEDED")
        await self._factors.change(user_id, lambda current: self._used(current, code))

    def _used(self, factor: SecondFactor, code: str) -> SecondFactor:
        remaining = factor.using(code, self._clock.now())
        if remaining is None:
            raise Unauthenticated("the code is wrong", reason="SIGN_IN_FAILED")
        return remaining

    async def _note(self, user_id: str, *, is_on: bool) -> None:
        """Say it in the account, for whoever lists people."""
        await self._users.change(user_id, lambda user: replace(user, has_second_factor=is_on))
