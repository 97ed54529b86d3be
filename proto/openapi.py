"""Writes docs/openapi/voicera.yaml from the contracts with gnostic's protoc plugin, and checks that it is current."""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import generate
import yaml
from google.api import annotations_pb2
from google.protobuf import descriptor_pb2

from voicera.common.v1 import access_pb2

PLUGIN = "github.com/google/gnostic/cmd/protoc-gen-openapi@v0.7.1"
REPOSITORY = Path(__file__).resolve().parents[1]
BINARIES = REPOSITORY / ".cache/bin"
DOCUMENT = REPOSITORY / "docs/openapi/voicera.yaml"
DESCRIPTORS = REPOSITORY / "proto/gen/descriptors.binpb"
BY_HAND = REPOSITORY / "docs/openapi/by_hand.yaml"
DIGEST_LINE = "# Made from contracts with SHA-256 "
OPTIONS = (
    "naming=proto,title=VoiceERA,version=1,default_response=true,enum_type=string,fq_schema_naming=false"
)


def plugin() -> Path:
    """The plugin's binary; built with Go at the pinned version if it is not there."""
    binary = BINARIES / "protoc-gen-openapi"
    if not binary.exists():
        subprocess.run(["go", "install", PLUGIN], check=True, env=_go_environment())
    return binary


def _go_environment() -> dict[str, str]:
    import os  # noqa: PLC0415 - a build script passes its environment on to Go

    return {**os.environ, "GOBIN": str(BINARIES)}  # noqa: TID251 - see above


def digest() -> str:
    """Of everything the document is made from, so that a machine without Go can tell whether it is current."""
    content = b"".join(Path(path).read_bytes() for path in generate.sources())
    return hashlib.sha256(content + BY_HAND.read_bytes() + OPTIONS.encode()).hexdigest()


def go_packages() -> str:
    """The plugin is a Go program and wants a Go package for each file; the contracts have none of their own."""
    names = [Path(path).relative_to(generate.PROTO) for path in generate.sources()]
    return ",".join(f"M{name}=voicera/{name.parent};{name.parent.name}" for name in names)


def document() -> str:
    with tempfile.TemporaryDirectory() as folder:
        generate.run([
            f"--plugin=protoc-gen-openapi={plugin()}",
            f"--openapi_out={folder}",
            f"--openapi_opt={OPTIONS},{go_packages()}",
            *generate.sources(),
        ])
        generated = yaml.safe_load((Path(folder) / "openapi.yaml").read_text())
    return DIGEST_LINE + digest() + "\n" + yaml.safe_dump(complete(generated), sort_keys=False, width=120)


def complete(generated: dict) -> dict:
    """Adds what annotations cannot say: the security scheme and the endpoints that are not RPCs."""
    by_hand = yaml.safe_load(BY_HAND.read_text())
    public = public_paths()
    for path, item in generated["paths"].items():
        if path in public:
            for operation in item.values():
                operation["security"] = []
    for operation in (each for item in generated["paths"].values() for each in item.values()):
        operation["summary"] = summary(operation["description"])
    generated["paths"] = merge_templates(generated["paths"])
    generated["info"] |= by_hand["info"]
    generated["security"] = by_hand["security"]
    generated["paths"] = dict(sorted({**generated["paths"], **by_hand["paths"]}.items()))
    generated["components"]["securitySchemes"] = by_hand["components"]["securitySchemes"]
    return generated


def public_paths() -> set[str]:
    """Where no token is asked for, as the contracts say."""
    files = descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes())
    rules = [
        method.options.Extensions[annotations_pb2.http]
        for file in files.file
        for service in file.service
        for method in service.method
        if method.options.Extensions[access_pb2.access].audience == access_pb2.AUDIENCE_PUBLIC
    ]
    return {str(getattr(rule, rule.WhichOneof("pattern"))) for rule in rules if rule.WhichOneof("pattern")}


def summary(description: str) -> str:
    """The first sentence without the method's name: `ListAgents lists agents.` becomes `Lists agents`."""
    _, _, rest = description.partition(" ")
    sentence = rest.split(". ")[0].split(".\n")[0].rstrip(".")
    return sentence[:1].upper() + sentence[1:]


def merge_templates(paths: dict) -> dict:
    """Puts `/agents/{agent.id}` under `/agents/{agent_id}`: OpenAPI wants one path per shape."""
    merged: dict[str, dict] = {}
    for path, item in paths.items():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter["name"] = parameter["name"].replace(".", "_")
        braced = re.sub(r"\{(\w+)\.(\w+)\}", r"{\1_\2}", path)
        merged.setdefault(braced, {}).update(item)
    return merged


def is_current() -> bool:
    """Compares with a fresh document where Go is there, else with the digest of the sources."""
    committed = DOCUMENT.read_text()
    if shutil.which("go"):
        return committed == document()
    return committed.startswith(DIGEST_LINE + digest() + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the committed document is not current")
    if not parser.parse_args().check:
        DOCUMENT.write_text(document())
    elif not is_current():
        sys.exit(f"{DOCUMENT.relative_to(REPOSITORY)} does not match the contracts: run `make proto`.")


if __name__ == "__main__":
    main()
