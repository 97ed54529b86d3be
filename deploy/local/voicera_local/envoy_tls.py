"""Writes the secrets Envoy reads, and says which certificate it expects behind each cluster."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from voicera_kit.tls import dns_name
from voicera_local.certificates import EDGE, SERVICES, CertificateFolder
from voicera_local.edge import EdgeSettings
from voicera_local.envoy import Tls, template

SELF: Final = "self"
"""The cluster that leads back to the public listener."""
OPERATOR: Final = "operator"
"""The secret with the certificate that the operator brought."""
NO_CALLERS: Final = ("envoy", "frontend")
"""What has a certificate and still no business in the mesh."""
SERVED_BY: Final = {SELF: EDGE, "telephony": "gateway"}


def envoy_tls(
    folder: CertificateFolder, clusters: Iterable[str], secrets: Path, edge: EdgeSettings | None = None
) -> Tls:
    """Write the secrets into the folder `secrets`. The operator's certificate comes beside the mesh's own.

    Under its own name Envoy gets back to itself for the verification keys, and a machine's processes by its address.
    """
    secrets.mkdir(exist_ok=True)
    for name in (EDGE, "envoy"):
        files = folder.files_of(name)
        _write(secrets, name, cert_file=files.cert_file, key_file=files.key_file, folder=folder.path)
    shown = [EDGE]
    if edge and edge.edge_cert_file and edge.edge_key_file:
        cert_file, key_file = edge.edge_cert_file.absolute(), edge.edge_key_file.absolute()
        _write(secrets, OPERATOR, cert_file=cert_file, key_file=key_file, folder=cert_file.parent)
        shown.append(OPERATOR)
    _write(secrets, "authority", ca_file=folder.ca_file, folder=folder.path)
    served = {cluster: _service(cluster) for cluster in (*clusters, SELF)}
    names = {cluster: dns_name(name) for cluster, name in served.items() if name in {*SERVICES, EDGE}}
    return Tls(secrets, names, [dns_name(name) for name in SERVICES if name not in NO_CALLERS], shown)


def _service(cluster: str) -> str:
    """The service behind a cluster; pools of adapters are all adapters."""
    return SERVED_BY.get(cluster) or cluster.partition("_")[0]


def _write(secrets: Path, name: str, **variables: str | Path) -> None:
    (secrets / f"{name}.yaml").write_text(template("secret.yaml.j2").render(name=name, **variables))
