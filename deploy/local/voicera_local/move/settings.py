"""The settings of a move."""

from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator

from voicera_kit.objects.access import ObjectAccess
from voicera_kit.settings import PREFIX, Settings
from voicera_local.move.installation import Stores


class MoveSettings(Settings):
    """From VOICERA_DATA_DIR to these stores; URLs come in the environment, because they hold passwords.

    VOICERA_OBJECTS_ACCESS_KEY, _SECRET_KEY and _SSE are those of the target.
    """

    to_documents_url: SecretStr = SecretStr("")
    to_objects_url: SecretStr = SecretStr("")
    to_data_dir: Path = Path()
    """Where embedded engines of the target keep their files."""

    @model_validator(mode="after")
    def _target_is_named(self) -> Self:
        for name in ("to_documents_url", "to_objects_url"):
            if not getattr(self, name).get_secret_value():
                raise ValueError(f"{PREFIX}{name.upper()} must say where the data goes")
        if self.to_data_dir.resolve() == self.data_dir.resolve() and self._is_embedded:
            raise ValueError(f"{PREFIX}TO_DATA_DIR must be another folder than {PREFIX}DATA_DIR")
        return self

    @property
    def target(self) -> Stores:
        return Stores(
            self.to_documents_url.get_secret_value(),
            self.to_objects_url.get_secret_value(),
            self.to_data_dir,
            ObjectAccess.of(self),
        )

    @property
    def _is_embedded(self) -> bool:
        urls = (self.to_documents_url.get_secret_value(), self.to_objects_url.get_secret_value())
        return any(url in {"sqlite:", "directory:"} for url in urls)
