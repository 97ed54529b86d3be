"""The bucket is made, and the server removes what nobody will ask for again."""

import pytest
from minio.commonconfig import ENABLED, Filter
from minio.lifecycleconfig import Expiration, LifecycleConfig, Rule

from voicera_kit.errors import InvalidArgument, Unavailable
from voicera_kit.objects import ObjectAccess
from voicera_kit.objects.__main__ import main
from voicera_kit.objects.s3 import S3Address
from voicera_kit.objects.s3.provision import provision
from voicera_kit.testing import free_port

from .conftest import Bucket


def expiries(bucket: Bucket) -> dict[str, int | None]:
    config = bucket.client.get_bucket_lifecycle(bucket_name=bucket.address.bucket)
    assert config is not None
    return {rule.rule_id: rule.expiration.days for rule in config.rules if rule.rule_id and rule.expiration}


@pytest.mark.integration
async def test_rules_that_are_not_named_stay(bucket: Bucket) -> None:
    theirs = Rule(ENABLED, rule_id="theirs", rule_filter=Filter(prefix="x/"), expiration=Expiration(days=7))
    bucket.client.set_bucket_lifecycle(bucket_name=bucket.address.bucket, config=LifecycleConfig([theirs]))
    await provision(bucket.address, bucket.access, {"org_1/calls/": 90, "org_2/": 30})
    await provision(bucket.address, bucket.access, {"org_1/calls/": 60})
    await provision(bucket.address, bucket.access)
    assert expiries(bucket) == {
        "theirs": 7,
        "voicera-uploads": None,
        "voicera-expire-org_1/calls/": 60,
        "voicera-expire-org_2/": 30,
    }


@pytest.mark.integration
async def test_an_expiry_ends_when_that_is_asked_for(bucket: Bucket) -> None:
    await provision(bucket.address, bucket.access, {"org_1/calls/": 90, "org_2/": 30})
    for _ in range(2):
        await provision(bucket.address, bucket.access, {"org_2/": None})
        assert expiries(bucket) == {"voicera-uploads": None, "voicera-expire-org_1/calls/": 90}


@pytest.mark.integration
def test_the_command_reads_the_settings(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.client.remove_bucket(bucket_name=bucket.address.bucket)
    monkeypatch.setenv("VOICERA_OBJECTS_URL", bucket.url)
    monkeypatch.setenv("VOICERA_OBJECTS_ACCESS_KEY", bucket.server.access_key)
    monkeypatch.setenv("VOICERA_OBJECTS_SECRET_KEY", bucket.server.secret_key)
    assert main(["provision", "--expire", "org_1/calls/=90"]) == 0
    assert expiries(bucket)["voicera-expire-org_1/calls/"] == 90
    assert main(["provision"]) == 0
    assert expiries(bucket)["voicera-expire-org_1/calls/"] == 90
    assert main(["provision", "--no-expire", "org_1/calls/", "--expire", "org_2/=30"]) == 0
    assert expiries(bucket) == {"voicera-uploads": None, "voicera-expire-org_2/": 30}


def test_the_command_says_what_is_wrong_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICERA_OBJECTS_URL", "directory:")
    assert main(["provision"]) == 2
    assert "VOICERA_OBJECTS_URL must begin with one of: s3:" in capsys.readouterr().err


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await provision(S3Address(f"http://127.0.0.1:{free_port()}", "calls"), ObjectAccess())


@pytest.mark.parametrize("expire_days", [{"": 1}, {"/": 1}, {"org_1": 1}, {"org_1/": 0}, {"org_1": None}])
async def test_an_expiry_needs_a_prefix_and_a_day(expire_days: dict[str, int | None]) -> None:
    with pytest.raises(InvalidArgument, match="expire_days"):
        await provision(S3Address("http://127.0.0.1:1", "calls"), ObjectAccess(), expire_days)
