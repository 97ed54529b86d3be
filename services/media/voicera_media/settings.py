"""The settings of the media service."""

from pathlib import Path
from typing import Self

import phonenumbers
from pydantic import Field, field_validator, model_validator

from voicera_kit.sealing import SealingSettings
from voicera_kit.settings import PREFIX, SettingsError
from voicera_media.usage.price_file import PriceFileError, read_prices
from voicera_media.usage.prices import PriceTable


class MediaSettings(SealingSettings):
    call_lost_after_s: float = Field(default=30, gt=0)
    """A call in progress whose voice node was not heard for this long has failed."""
    call_setup_lost_after_s: float = Field(default=300, gt=0)
    """A call that was not answered this long after it was created has failed."""
    call_settle_after_s: float = Field(default=60, gt=0)
    """How long the carrier may stay silent after the conversation said that it ended."""
    reconcile_every_s: float = Field(default=5, gt=0)
    archive_seen_every_s: float = Field(default=5, gt=0)
    """How often the record notes that the voice node lives."""
    archive_record_every_s: float = Field(default=1.0, ge=0)
    """How far the record may lag behind the events."""
    watch_capacity: int = Field(default=256, ge=1)
    """Changes a watcher may fall behind before it is dropped."""
    watch_refresh_s: float = Field(default=10, gt=0)
    """How often a watcher reads the store although nothing was announced."""

    encryption_key_memory_s: float = Field(default=20, gt=0, le=25)
    """How long an opened key is used before it is asked for again; it leaves memory within twice that."""
    retention_every_s: float = Field(default=3600, gt=0)
    """How often an organization's calls are searched for those kept long enough."""

    default_region: str = "IN"
    """The country of phone numbers written without its code."""

    prices_file: Path | None = None
    """What providers charge, JSON; without it usage is kept and costs are not."""

    @field_validator("prices_file", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("default_region")
    @classmethod
    def _known(cls, region: str) -> str:
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError("must be an ISO 3166 code of two letters, for example IN")
        return region

    @model_validator(mode="after")
    def _life_is_noted_in_time(self) -> Self:
        if self.archive_seen_every_s * 2 > self.call_lost_after_s:
            raise ValueError(
                f"{PREFIX}ARCHIVE_SEEN_EVERY_S must be at most half of {PREFIX}CALL_LOST_AFTER_S"
            )
        return self

    def prices(self) -> PriceTable:
        """Return what the file says, no prices without one; SettingsError by row and field if it is wrong."""
        if self.prices_file is None:
            return PriceTable()
        try:
            return read_prices(self.prices_file)
        except PriceFileError as error:
            lines = str(error).splitlines()
            raise SettingsError("\n".join(f"{PREFIX}PRICES_FILE: {line}" for line in lines)) from None
