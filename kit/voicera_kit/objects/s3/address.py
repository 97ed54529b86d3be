"""Reads where objects are: `https://host:port/bucket?region=…&ca=…`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

from voicera_kit.settings import PREFIX, SettingsError

DEFAULT_REGION: Final = "us-east-1"
_OPTIONS: Final = frozenset({"region", "ca"})


@dataclass(frozen=True, slots=True)
class S3Address:
    """`ca` is a file with certificates to trust beside the system's."""

    endpoint: str
    bucket: str
    region: str = DEFAULT_REGION
    ca: Path | None = None

    @property
    def is_plain(self) -> bool:
        return self.endpoint.startswith("http:")

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raise SettingsError for anything but a scheme, a host, one bucket and known options."""
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in {"http", "https"} or not parts.hostname or not bucket or "/" in bucket:
            raise SettingsError(f"{PREFIX}OBJECTS_URL must look like s3:https://host:port/bucket?region=name")
        if parts.username is not None:
            raise SettingsError(f"{PREFIX}OBJECTS_ACCESS_KEY and _SECRET_KEY hold the keys, not the URL")
        if not _OPTIONS.issuperset(options):
            raise SettingsError(f"{PREFIX}OBJECTS_URL knows the options: {', '.join(sorted(_OPTIONS))}")
        ca = Path(options["ca"]) if "ca" in options else None
        return cls(f"{parts.scheme}://{parts.netloc}", bucket, options.get("region", DEFAULT_REGION), ca)
