"""Makes a bucket ready: creates it, and lets the server remove what nobody will ask for again."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, Filter
from minio.error import MinioException, S3Error
from minio.lifecycleconfig import AbortIncompleteMultipartUpload, Expiration, LifecycleConfig, Rule

from voicera_kit.errors import Unavailable, invalid
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3.address import S3Address

PROVISION_S: Final = 60.0
CONNECT_S: Final = 5.0
READ_S: Final = 20.0
ABANDONED_DAYS: Final = 1
_UPLOADS: Final = "voicera-uploads"
_RETRY: Final = urllib3.Retry(
    total=5,
    connect=1,
    backoff_factor=0.3,
    status_forcelist=(502, 503, 504),
    respect_retry_after_header=False,  # MinIO says a minute while it starts, which takes a second
)
_log = structlog.get_logger(__name__)


async def provision(
    address: S3Address, access: ObjectAccess, expire_days: Mapping[str, int | None] | None = None
) -> None:
    """Create the bucket if it is not there and set its lifecycle rules; those not named here stay.

    `expire_days` is days by prefix, which begins with an organization, or None to expire nothing there any more:
    {"org_1/calls/": 90, "org_2/": None}. Unavailable when the server is away or refuses.
    """
    days = dict(expire_days or {})
    changed = {_UPLOADS, *(_expiry_id(prefix) for prefix in days)}
    rules = [_uploads_rule(), *_expiry_rules(days)]
    try:
        async with asyncio.timeout(PROVISION_S):
            await asyncio.to_thread(_provision, address, access, changed, rules)
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        code = error.code if isinstance(error, S3Error) else type(error).__name__
        _log.warning("objects.not_provisioned", error=code)
        raise Unavailable(
            f"the bucket could not be set up: {code}", retry_after=timedelta(seconds=5)
        ) from error


def _provision(
    address: S3Address, access: ObjectAccess, changed: Collection[str], rules: Iterable[Rule]
) -> None:
    client = _client(address, access)
    if not client.bucket_exists(bucket_name=address.bucket):
        client.make_bucket(bucket_name=address.bucket, location=address.region)
    present = client.get_bucket_lifecycle(bucket_name=address.bucket)
    staying = [rule for rule in (present.rules if present else ()) if rule.rule_id not in changed]
    client.set_bucket_lifecycle(bucket_name=address.bucket, config=LifecycleConfig([*staying, *rules]))


def _client(address: S3Address, access: ObjectAccess) -> Minio:
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
        retries=_RETRY,
        ca_certs=str(address.ca) if address.ca else None,
    )
    return Minio(
        endpoint=urlsplit(address.endpoint).netloc,
        access_key=access.access_key.get_secret_value() or None,
        secret_key=access.secret_key.get_secret_value() or None,
        secure=not address.is_plain,
        region=address.region,
        http_client=pool,
    )


def _uploads_rule() -> Rule:
    """MinIO takes no rule that only ends uploads; the second action finds nothing in a bucket without versions."""
    return Rule(
        status=ENABLED,
        rule_id=_UPLOADS,
        rule_filter=Filter(prefix=""),
        abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(
            days_after_initiation=ABANDONED_DAYS
        ),
        expiration=Expiration(expired_object_delete_marker=True),
    )


def _expiry_rules(expire_days: Mapping[str, int | None]) -> Iterator[Rule]:
    for prefix, days in sorted(expire_days.items()):
        if not prefix.strip("/") or not prefix.endswith("/") or (days is not None and days < 1):
            raise invalid("expire_days", "needs a prefix that ends with a slash, and at least one day")
        if days is not None:
            yield Rule(
                status=ENABLED,
                rule_id=_expiry_id(prefix),
                rule_filter=Filter(prefix=prefix),
                expiration=Expiration(days=days),
            )


def _expiry_id(prefix: str) -> str:
    return f"voicera-expire-{prefix}"
