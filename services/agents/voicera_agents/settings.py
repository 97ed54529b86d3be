"""The settings of the agents service."""

from typing import Annotated

import phonenumbers
from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from voicera_kit.sealing import SealingSettings


class AgentsSettings(SealingSettings):
    """`adapter_pools` is written with commas: core,espeak,vendors. Trying a vendor takes as long as the vendor does."""

    default_deadline_s: float = Field(default=25.0, gt=0)
    adapter_pools: Annotated[tuple[str, ...], NoDecode] = ("core", "espeak", "vendors")
    catalogue_deadline_s: float = Field(default=2.0, gt=0, le=10)
    catalogue_cache_s: float = Field(default=30.0, ge=0, le=600)
    default_region: str = "IN"

    @field_validator("adapter_pools", mode="before")
    @classmethod
    def _split(cls, pools: object) -> object:
        if not isinstance(pools, str):
            return pools
        return tuple(dict.fromkeys(pool.strip() for pool in pools.split(",") if pool.strip()))

    @field_validator("default_region")
    @classmethod
    def _known(cls, region: str) -> str:
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError("must be an ISO 3166 code of two letters, for example IN")
        return region
