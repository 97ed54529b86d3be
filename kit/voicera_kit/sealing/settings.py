"""The settings of processes that seal or open."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator

from voicera_kit.sealing.keys import KeyRing, ensure_key_file
from voicera_kit.sealing.sealer import Sealer
from voicera_kit.settings import PREFIX, Settings, SettingsError

LOCAL_FILE = "sealing.keys"


class SealingSettings(Settings):
    """Production names its keys; local mode makes some in the data folder at the first start."""

    sealing_keys_file: Path | None = None
    """Lines of `<key id>:<base64 of 32 bytes>`; the first seals, all open."""
    sealing_keys: SecretStr = SecretStr("")
    """The same, separated by commas."""

    @model_validator(mode="after")
    def _keys_are_named(self) -> Self:
        names = f"{PREFIX}SEALING_KEYS_FILE or {PREFIX}SEALING_KEYS"
        if self.sealing_keys_file and self.sealing_keys.get_secret_value():
            raise ValueError(f"only one of {names} may be set")
        if (
            self.mode == "production"
            and not self.sealing_keys_file
            and not self.sealing_keys.get_secret_value()
        ):
            raise ValueError(f"{names} must be set when {PREFIX}MODE is production")
        return self

    def sealer(self) -> Sealer:
        """Return the sealer of this process; SettingsError if its keys cannot be read."""
        inline = self.sealing_keys.get_secret_value()
        variable = f"{PREFIX}SEALING_KEYS" if inline else f"{PREFIX}SEALING_KEYS_FILE"
        try:
            return Sealer(KeyRing.parse(inline or self._key_file().read_text()))
        except (OSError, ValueError) as error:
            problem = error.strerror if isinstance(error, OSError) else str(error)
            raise SettingsError(f"{variable}: {problem}") from None

    def _key_file(self) -> Path:
        return self.sealing_keys_file or ensure_key_file(self.data_dir / LOCAL_FILE)
