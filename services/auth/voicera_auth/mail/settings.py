"""How mail is sent."""

from email.utils import parseaddr
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from voicera_kit.settings import Settings


class MailSettings(Settings):
    """Without a host no mail is sent."""

    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = "VoiceERA <voicera@localhost>"
    smtp_tls: Literal["starttls", "tls", "off"] = "starttls"
    smtp_timeout_s: float = Field(default=5.0, gt=0, le=60)

    @field_validator("smtp_from")
    @classmethod
    def _has_an_address(cls, sender: str) -> str:
        if "@" not in parseaddr(sender)[1]:
            raise ValueError("must hold an e-mail address")
        return sender
