"""Lists the processes of a mesh on one machine and how each knows its neighbours."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from voicera_kit.clock import SystemClock
from voicera_kit.sealing import LOCAL_FILE, ensure_key_file
from voicera_local import dashboard
from voicera_local.certificates import CertificateFolder
from voicera_local.envoy import REPOSITORY, Listeners, render
from voicera_local.envoy_tls import envoy_tls
from voicera_local.programs import Program, free_ports, python
from voicera_local.settings import ADAPTER_POOLS, LocalSettings
from voicera_local.state import Installation
from voicera_local.stores import Stores, plan_stores

HSTS_S = 300
"""Longer, a browser would ask every other server of this machine for TLS, too."""
SERVICES = ("auth", "agents", "media", "voice")
DRAIN_S = 3
"""Whoever presses Ctrl-C does not want to wait for conversations to end."""
SIM_AUTH_ID = "MA_LOCAL0001"
SIM_SECRET = "carrier_simulator"  # noqa: S105 - the name of a file
DEMO_NUMBER = "+918000000002"


@dataclass(frozen=True, slots=True)
class Topology:
    programs: tuple[Program, ...]
    shared_environment: Mapping[str, str]
    public_url: str
    sim_url: str
    mesh_target: str
    envoy_admin_url: str
    pid_marker: str
    others: frozenset[str] = frozenset()
    """Envoy's clusters of servers that we do not start, and do not wait for."""
    certificates: CertificateFolder | None = None
    without_dashboard: str = ""
    """Why the dashboard is left out; empty where it is served."""
    stores: Stores = field(default_factory=Stores)


def plan(settings: LocalSettings, installation: Installation) -> Topology:
    """Give every process its ports and its certificate, and write Envoy's configuration."""
    certificates = _certificates(settings, installation)
    served, without_dashboard = _dashboard(settings)
    ports = _allotted(settings.copies, ("frontend",) if served else ())
    [mesh], [admin], [sim] = (ports.pop(name) for name in ("mesh", "admin", "sim"))
    listeners = Listeners(settings.public_host, settings.public_port, mesh, admin)
    config = installation.run_dir / "envoy.yaml"
    clusters = {name: [f"127.0.0.1:{port}" for port in each] for name, each in ports.items()}
    others = {f"adapters_{name}": [address] for name, address in settings.adapter_servers.items()}
    clusters |= others
    secrets = installation.run_dir / "envoy_secrets"
    tls = envoy_tls(certificates, clusters, secrets, settings) if certificates else None
    edge = settings.model_copy(
        update={
            "secure_cookies": settings.secure_cookies or bool(certificates),
            "hsts_s": min(settings.hsts_s, HSTS_S),
        }
    )
    config.write_text(render(listeners, clusters, settings.pools, edge, tls))
    public_url = f"{'https' if certificates else 'http'}://{listeners.reachable_host}:{settings.public_port}"
    sim_token = installation.secret(SIM_SECRET)
    stores = plan_stores(settings, installation)
    programs = (
        _envoy(config, settings, public_url),
        _sim(sim, installation.secret_path(SIM_SECRET), certificates),
        *_services(ports, public_url),
        *_adapters(ports),
        *_gateways(ports, sim, public_url, sim_token),
        *_frontend(served, ports.get("frontend", ())),
    )
    return Topology(
        programs=tuple(_certified(program, certificates) for program in programs),
        shared_environment={**_shared(settings, installation, mesh), **stores.environment},
        public_url=public_url,
        sim_url=f"http://127.0.0.1:{sim}",
        mesh_target=f"127.0.0.1:{mesh}",
        envoy_admin_url=f"http://127.0.0.1:{admin}",
        pid_marker=str(installation.data_dir),
        others=frozenset(others),
        certificates=certificates,
        without_dashboard=without_dashboard,
        stores=stores,
    )


def _certificates(settings: LocalSettings, installation: Installation) -> CertificateFolder | None:
    if settings.tls == "off":
        return None
    folder = CertificateFolder(installation)
    folder.provide(settings.edge_names, SystemClock().now())
    return folder


def _certified(program: Program, certificates: CertificateFolder | None) -> Program:
    if certificates is None or not program.service:
        return program
    shown = certificates.environment_of(program.service)
    return replace(program, environment={**program.environment, **shown})


def _allotted(copies: int, further: Sequence[str] = ()) -> dict[str, tuple[int, ...]]:
    """The ports of each cluster, one for each replica, and those there is one of in any case."""
    counts = dict.fromkeys((*SERVICES, "telephony", "gateway"), copies)
    counts |= dict.fromkeys(
        (*(f"adapters_{pool}" for pool in ADAPTER_POOLS), "mesh", "admin", "sim", *further), 1
    )
    free = iter(free_ports(sum(counts.values())))
    return {name: tuple(islice(free, count)) for name, count in counts.items()}


def _replicas(name: str, ports: Sequence[int]) -> list[tuple[str, int]]:
    """What the process on each port is called: auth, or auth_1 and auth_2."""
    if len(ports) == 1:
        return [(name, ports[0])]
    return [(f"{name}_{number}", port) for number, port in enumerate(ports, 1)]


def _shared(settings: LocalSettings, installation: Installation, mesh_port: int) -> dict[str, str]:
    return {
        "VOICERA_MODE": settings.mode,
        "VOICERA_DATA_DIR": str(installation.data_dir),
        "VOICERA_BIND_HOST": "127.0.0.1",
        "VOICERA_DRAIN_S": str(DRAIN_S),
        "VOICERA_LOG_FORMAT": settings.log_format,
        "VOICERA_LOG_LEVEL": settings.log_level,
        "VOICERA_SERVICE_SECRET": installation.secret("service"),
        "VOICERA_MESH_TARGET": f"127.0.0.1:{mesh_port}",
        "VOICERA_ADAPTER_POOLS": ",".join(settings.pools),
        **_sealing(settings, installation),
        **_prices(settings),
        "VOICERA_SECURE_COOKIES": str(settings.secure_cookies or settings.tls == "on"),
        "VOICERA_INSTALLATION": str(installation.data_dir),
        "PYTHONUNBUFFERED": "1",
    }


def _sealing(settings: LocalSettings, installation: Installation) -> dict[str, str]:
    """Keys that are set reach the processes as they are; else the first start makes one, private to the owner."""
    if settings.sealing_keys.get_secret_value():
        return {}
    path = settings.sealing_keys_file or ensure_key_file(installation.data_dir / LOCAL_FILE)
    return {"VOICERA_SEALING_KEYS_FILE": str(path.resolve())}


def _prices(settings: LocalSettings) -> dict[str, str]:
    return {"VOICERA_PRICES_FILE": str(settings.prices_file.resolve())} if settings.prices_file else {}


def _envoy(config: Path, settings: LocalSettings, public_url: str) -> Program:
    binary = Path(sys.executable).parent / "envoy"
    command = str(binary) if binary.exists() else shutil.which("envoy") or "envoy"
    options = (
        "--concurrency",
        str(settings.envoy_concurrency),
        "--log-level",
        "warning",
        "--disable-hot-restart",
    )
    return Program("envoy", (command, "-c", str(config), *options), ready_url=f"{public_url}/healthz")


def _sim(port: int, token_file: Path, certificates: CertificateFolder | None) -> Program:
    """The carrier. Told of no numbers, it lets an account dial from any; inbound calls say where they go."""
    command = python(
        "vobiz_sim",
        "serve",
        *("--port", str(port)),
        *("--auth-id", SIM_AUTH_ID),
        *("--auth-token-file", str(token_file)),
        *(("--ca-file", str(certificates.ca_file)) if certificates else ()),
    )
    return Program("vobiz_sim", command, ready_url=f"http://127.0.0.1:{port}/control/faults")


def _services(ports: Mapping[str, Sequence[int]], public_url: str) -> tuple[Program, ...]:
    # Where the links in letters lead.
    own = {"auth": {"VOICERA_DASHBOARD_URL": public_url, "VOICERA_PUBLIC_URL": public_url}}
    return tuple(
        Program(
            replica,
            python(f"voicera_{name}"),
            {"VOICERA_PORT": str(port), **own.get(name, {})},
            ready_port=port,
            service=name,
        )
        for name in SERVICES
        for replica, port in _replicas(name, ports[name])
    )


def _dashboard(settings: LocalSettings) -> tuple[tuple[str, ...], str]:
    """The command that serves it, or why there is none."""
    if settings.dashboard == "off":
        return (), "VOICERA_DASHBOARD is off"
    try:
        return dashboard.command(), ""
    except dashboard.LeftOut as reason:
        return (), str(reason)


def _frontend(command: tuple[str, ...], ports: Sequence[int]) -> tuple[Program, ...]:
    return tuple(
        Program("frontend", command, {"VOICERA_HTTP_PORT": str(port)}, listens=port, service="frontend")
        for port in ports
    )


def _adapters(ports: Mapping[str, Sequence[int]]) -> tuple[Program, ...]:
    return tuple(
        Program(
            replica,
            python("voicera_adapters"),
            {"VOICERA_PORT": str(port), "VOICERA_ADAPTERS": adapters},
            ready_port=port,
            service="adapters",
        )
        for pool, adapters in ADAPTER_POOLS.items()
        for replica, port in _replicas(f"adapters_{pool}", ports[f"adapters_{pool}"])
    )


def _gateways(
    ports: Mapping[str, Sequence[int]], sim_port: int, public_url: str, sim_token: str
) -> tuple[Program, ...]:
    environment = {
        "VOICERA_PUBLIC_URL": public_url,
        "VOICERA_VOBIZ_BASE_URL": f"http://127.0.0.1:{sim_port}/api/v1",
        "VOICERA_VOBIZ_AUTH_ID": SIM_AUTH_ID,
        "VOICERA_VOBIZ_AUTH_TOKEN": sim_token,
        "VOICERA_VOBIZ_SIGNATURES": "enforce",
        "VOICERA_OPENAPI_PATH": str(REPOSITORY / "docs/openapi/voicera.yaml"),
    }
    return tuple(
        Program(
            replica,
            python("voicera_gateway"),
            {**environment, "VOICERA_PORT": str(port), "VOICERA_HTTP_PORT": str(http_port)},
            ready_port=port,
            service="gateway",
        )
        for (replica, port), http_port in zip(
            _replicas("gateway", ports["telephony"]), ports["gateway"], strict=True
        )
    )
