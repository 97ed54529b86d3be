"""Objects in MinIO or any other S3."""

from voicera_kit.objects.s3.address import S3Address
from voicera_kit.objects.s3.store import S3Objects

__all__ = ["S3Address", "S3Objects"]
