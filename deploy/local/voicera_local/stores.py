"""Plans the stores that several replicas share: FerretDB for documents, MinIO for objects, Redis for the bus."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from store_servers import ServerError, ferretdb, minio, redis
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3.address import S3Address
from voicera_kit.objects.s3.provision import provision
from voicera_local.programs import HOST, Program, free_ports, python
from voicera_local.settings import LocalSettings
from voicera_local.state import Installation

BUCKET = "voicera"
USER = "voicera"


@dataclass(frozen=True, slots=True)
class Stores:
    """The store servers to run, and what the services are told of them; embedded stores need neither."""

    programs: tuple[Program, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    credentials: str = "credentials"
    """The file with the first owner's password: each kind of store has an organization of its own."""


def plan_stores(settings: LocalSettings, installation: Installation) -> Stores:
    """Give each server a port, a folder and a password of this installation; ServerError if one is not there."""
    if settings.store == "embedded":
        return Stores()
    _require_fetched()
    database, turns, objects, bus = free_ports(4)
    password, bus_password = installation.secret("objects"), installation.secret("bus")
    return Stores(
        (
            _ferretdb(installation, database),
            _turns(database, turns),
            _minio(installation, objects, password),
            _redis(installation, bus, bus_password),
        ),
        {
            "VOICERA_DOCUMENTS_URL": f"mongodb://{HOST}:{turns}/",
            "VOICERA_OBJECTS_URL": f"s3:http://{HOST}:{objects}/{BUCKET}",
            "VOICERA_OBJECTS_ACCESS_KEY": USER,
            "VOICERA_OBJECTS_SECRET_KEY": password,
            "VOICERA_BUS_URL": f"redis://:{bus_password}@{HOST}:{bus}/0",
        },
        f"credentials-{settings.store}",
    )


def _require_fetched() -> None:
    for name, binary in (("FerretDB", ferretdb.BINARY), ("MinIO", minio.BINARY)):
        if not binary.exists():
            raise ServerError(f"{name} is not there: run python -m store_servers fetch")


def _ferretdb(installation: Installation, port: int) -> Program:
    """It asks for no password, is reachable from this machine only, and logs no warnings: they repeat documents."""
    folder = installation.data_dir / "stores/ferretdb"
    (folder / "state").mkdir(parents=True, exist_ok=True)
    return Program("ferretdb", (*ferretdb.command(port, folder), "--log-level=ERROR"), listens=port)


def _turns(upstream: int, port: int) -> Program:
    """FerretDB's commands are not atomic: one at a time, they are."""
    command = python("store_servers.turns", "--port", str(port), "--upstream", str(upstream))
    return Program("ferretdb_turns", command, listens=port)


def _minio(installation: Installation, port: int, password: str) -> Program:
    folder = installation.data_dir / "stores/minio"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "MINIO_ROOT_USER": USER,
        "MINIO_ROOT_PASSWORD": password,
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
    }
    ready_url = f"http://{HOST}:{port}/minio/health/ready"
    return Program("minio", tuple(minio.command(port, folder)), environment, ready_url=ready_url)


def _redis(installation: Installation, port: int, password: str) -> Program:
    """Nothing on it is the only copy of anything, so it keeps nothing on disk."""
    config = installation.run_dir / "redis.conf"
    lines = (
        f"bind {HOST}",
        f"port {port}",
        f"requirepass {password}",
        'save ""',
        "appendonly no",
        # A title would be written over the environment, by which leftovers are known.
        "set-proc-title no",
    )
    installation.write_private(config, "\n".join(lines))
    return Program("redis", (str(redis.program()), str(config)), listens=port)


async def prepare_stores(stores: Stores, installation: Installation) -> None:
    """Make the bucket if it is not there, and note where everything is, for commands of services run by hand.

    Services bring the documents' indexes about themselves.
    """
    installation.write_json("run/stores", stores.environment)
    if stores.programs:
        told = stores.environment
        access = ObjectAccess(SecretStr(USER), SecretStr(told["VOICERA_OBJECTS_SECRET_KEY"]))
        await provision(S3Address.parse(told["VOICERA_OBJECTS_URL"].removeprefix("s3:")), access)
