"""`python -m voicera_local.containers`: prepares what the containers of a mesh share, in VOICERA_DATA_DIR.

Certificates for every service, the sealing key, and Envoy's configuration; what is there already stays as it is.
"""

import shutil
from collections.abc import Mapping
from typing import Final

from voicera_kit.clock import SystemClock
from voicera_kit.sealing import LOCAL_FILE, ensure_key_file
from voicera_kit.settings import load
from voicera_local.certificates import CertificateFolder
from voicera_local.edge import EdgeSettings
from voicera_local.envoy import DESCRIPTORS, Listeners, render
from voicera_local.envoy_tls import envoy_tls
from voicera_local.settings import LocalSettings
from voicera_local.state import Installation
from voicera_local.topology import ADAPTER_POOLS, SERVICES

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - within a container
PUBLIC_PORT: Final = 8443
MESH_PORT: Final = 9901
ADMIN_PORT: Final = 9902
GRPC_PORT: Final = 9000
HTTP_PORT: Final = 8081


def clusters() -> Mapping[str, list[str]]:
    """Each service by its name in the containers' network, which leads to all its replicas."""
    pools = {f"adapters_{pool}": f"adapters-{pool}" for pool in ADAPTER_POOLS}
    hosts = {**{name: name for name in SERVICES}, "telephony": "gateway", **pools}
    return {
        **{name: [f"{host}:{GRPC_PORT}"] for name, host in hosts.items()},
        "gateway": [f"gateway:{HTTP_PORT}"],
    }


def prepare(settings: LocalSettings) -> None:
    installation = Installation(settings.data_dir)
    certificates = CertificateFolder(installation)
    certificates.provide(settings.edge_names, SystemClock().now())
    ensure_key_file(installation.data_dir / LOCAL_FILE)
    descriptors = installation.run_dir / "descriptors.binpb"
    shutil.copyfile(DESCRIPTORS, descriptors)
    listeners = Listeners(EVERYWHERE, PUBLIC_PORT, MESH_PORT, ADMIN_PORT, EVERYWHERE)
    known = clusters()
    tls = envoy_tls(certificates, known, installation.run_dir / "envoy_secrets")
    edge = EdgeSettings(secure_cookies=True)
    text = render(listeners, known, list(ADAPTER_POOLS), edge, tls, descriptors)
    (installation.run_dir / "envoy.yaml").write_text(text)


if __name__ == "__main__":
    prepare(load(LocalSettings))
