"""Lets a signed-in person prove with their password that it is them."""

from typing import Final

from voicera_auth.account.lockout import Lockout
from voicera_auth.account.model import User
from voicera_auth.account.password import Passwords
from voicera_kit.errors import FailedPrecondition

PASSWORD_WRONG: Final = "PASSWORD_WRONG"  # noqa: S105 - a reason, not a secret


class PasswordProof:
    def __init__(self, passwords: Passwords, lockout: Lockout) -> None:
        self._passwords = passwords
        self._lockout = lockout

    async def require(self, user: User, password: str) -> None:
        """Raise FailedPrecondition (PASSWORD_WRONG), or ResourceExhausted after repeated failures."""
        async with self._lockout.proof(user.id):
            if not await self._passwords.verify(user.password_hash or None, password):
                raise FailedPrecondition("the password is wrong", reason=PASSWORD_WRONG)
