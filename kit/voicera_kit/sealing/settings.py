"""The settings of processes that seal or open."""

from pathlib import Path
from typing import ClassVar, Self

from pydantic import SecretStr, model_validator

from voicera_kit.sealing.keys import KeyRing, ensure_key_file
from voicera_kit.sealing.sealer import Sealer
from voicera_kit.settings import PREFIX, Settings, SettingsError

LOCAL_FILE = "sealing.keys"
_NAMES = f"{PREFIX}SEALING_KEYS_FILE or {PREFIX}SEALING_KEYS"


class SealingSettings(Settings):
    """Production names its keys; local mode makes some in the data folder at the first start."""

    needs_sealing_keys: ClassVar[bool] = True
    """Whether a process of production does not start without any."""

    sealing_keys_file: Path | None = None
    """Lines of `<key id>:<base64 of 32 bytes>`; the first seals, all open."""
    sealing_keys: SecretStr = SecretStr("")
    """The same, separated by commas."""

    @model_validator(mode="after")
    def _keys_come_from_one_place(self) -> Self:
        if self.sealing_keys_file and self.sealing_keys.get_secret_value():
            raise ValueError(f"only one of {_NAMES} may be set")
        return self

    @model_validator(mode="after")
    def _keys_are_named(self) -> Self:
        if self.needs_sealing_keys and not self.has_sealing_keys:
            raise ValueError(f"{_NAMES} must be set when {PREFIX}MODE is production")
        return self

    @property
    def has_sealing_keys(self) -> bool:
        """Tell whether there are keys to open with, or a data folder of one machine to make some in."""
        named = self.sealing_keys_file is not None or bool(self.sealing_keys.get_secret_value())
        return named or self.mode == "local"

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
