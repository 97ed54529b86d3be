"""What people are told by mail."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


def reset_letter(to: str, url: str, expires_at: datetime) -> Letter:
    text = f"""Hello,

somebody asked for a new password for your VoiceERA account. To set one, open

{url}

The link works once, until {_moment(expires_at)}. If it was not you, ignore this mail: your password stays as it is.
"""
    return Letter(to, "Set a new password for VoiceERA", text)


def invitation_letter(to: str, organization_name: str, url: str, expires_at: datetime) -> Letter:
    text = f"""Hello,

you are invited to the organization "{organization_name}" on VoiceERA. To accept, open

{url}

The link works once, until {_moment(expires_at)}. If you do not know the organization, ignore this mail.
"""
    return Letter(to, "You are invited to VoiceERA", text)


def _moment(moment: datetime) -> str:
    return f"{moment:%d %B %Y, %H:%M} UTC"
