"""`python -m voicera_local.containers`: prepares what the containers of a mesh need, in VOICERA_DATA_DIR.

Certificates for every service, the sealing key, and Envoy's configuration; what is there already stays as it is. Each
service gets a folder `services/<name>` with what is its own, the only one its containers see.
"""

import shutil
from collections.abc import Mapping
from typing import Final

from voicera_kit.clock import SystemClock
from voicera_kit.sealing import LOCAL_FILE, ensure_key_file
from voicera_kit.settings import load
from voicera_local.certificates import EDGE, CertificateFolder
from voicera_local.certificates import SERVICES as CERTIFIED
from voicera_local.envoy import DESCRIPTORS, Listeners, render
from voicera_local.envoy_tls import envoy_tls
from voicera_local.settings import ADAPTER_POOLS, LocalSettings
from voicera_local.state import Installation
from voicera_local.topology import SERVICES

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - within a container
PUBLIC_PORT: Final = 8443
MESH_PORT: Final = 9901
ADMIN_PORT: Final = 9902
GRPC_PORT: Final = 9000
HTTP_PORT: Final = 8081
ENVOY: Final = "envoy"
SEALING: Final = ("auth", "agents", "media", "gateway")
VENDORS: Final = "adapters-vendors"
"""The adapters that work with credentials of organizations: the other pools see no key that opens them."""


def clusters(adapter_servers: Mapping[str, str] | None = None) -> Mapping[str, list[str]]:
    """Each service by its name in the containers' network, which leads to all its replicas; others' by address."""
    others = {f"adapters_{name}": [address] for name, address in (adapter_servers or {}).items()}
    pools = {f"adapters_{pool}": f"adapters-{pool}" for pool in ADAPTER_POOLS}
    hosts = {**{name: name for name in SERVICES}, "telephony": "gateway", **pools}
    return {
        **{name: [f"{host}:{GRPC_PORT}"] for name, host in hosts.items()},
        "gateway": [f"gateway:{HTTP_PORT}"],
        "frontend": [f"frontend:{HTTP_PORT}"],
        **others,
    }


def prepare(settings: LocalSettings) -> None:
    installation = Installation(settings.data_dir)
    certificates = CertificateFolder(installation)
    certificates.provide(settings.edge_names, SystemClock().now())
    sealing_keys = ensure_key_file(installation.data_dir / LOCAL_FILE).read_text()
    folders = installation.data_dir / "services"
    folders.mkdir(mode=0o700, exist_ok=True)
    for service in CERTIFIED:
        names = (service, EDGE) if service == ENVOY else (service,)
        own = certificates.hand_out(names, folders / service)
        if service in SEALING:
            installation.write_private(own.path / LOCAL_FILE, sealing_keys)
        if service == ENVOY:
            _configure_envoy(own, settings)
    vendors = certificates.hand_out(("adapters",), folders / VENDORS)
    installation.write_private(vendors.path / LOCAL_FILE, sealing_keys)


def _configure_envoy(own: CertificateFolder, settings: LocalSettings) -> None:
    descriptors = own.path / "descriptors.binpb"
    shutil.copyfile(DESCRIPTORS, descriptors)
    listeners = Listeners(EVERYWHERE, PUBLIC_PORT, MESH_PORT, ADMIN_PORT, EVERYWHERE)
    known = clusters(settings.adapter_servers)
    tls = envoy_tls(own, known, own.path / "secrets", settings)
    edge = settings.model_copy(update={"secure_cookies": True})
    text = render(listeners, known, settings.pools, edge, tls, descriptors)
    (own.path / "envoy.yaml").write_text(text)


if __name__ == "__main__":
    prepare(load(LocalSettings))
