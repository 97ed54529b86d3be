"""Generates the Python stubs and Envoy's descriptor set from the contracts."""

import argparse
import importlib.resources
import shutil
import sys
from pathlib import Path

from google.api import annotations_pb2
from grpc_tools import protoc

PROTO = Path(__file__).parent
STUBS = PROTO / "gen"
DESCRIPTORS = PROTO / "gen" / "descriptors.binpb"


def includes() -> list[str]:
    wellknown = importlib.resources.files("grpc_tools") / "_proto"
    return [f"-I{PROTO}", f"-I{googleapis()}", f"-I{wellknown}"]


def googleapis() -> Path:
    """The folder above google/, from the googleapis-common-protos package."""
    return Path(annotations_pb2.__file__).parents[2]


def stage_googleapis(target: Path) -> None:
    """Copies what the contracts import next to them for buf, whose own way to fetch it needs its registry."""
    for name in ("google/api/annotations.proto", "google/api/http.proto", "google/type/money.proto"):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(googleapis() / name, copy)


def sources() -> list[str]:
    return sorted(str(path) for path in (PROTO / "voicera").rglob("*.proto"))


def run(arguments: list[str]) -> None:
    if protoc.main(["protoc", *includes(), *arguments]) != 0:
        sys.exit(f"protoc failed: {arguments[0]}")


def generate_stubs(target: Path) -> None:
    shutil.rmtree(target / "voicera", ignore_errors=True)
    binaries = Path(sys.executable).parent
    run([
        f"--plugin=protoc-gen-mypy={binaries / 'protoc-gen-mypy'}",
        f"--plugin=protoc-gen-mypy_grpc={binaries / 'protoc-gen-mypy_grpc'}",
        f"--python_out={target}",
        f"--grpc_python_out={target}",
        f"--mypy_out=quiet:{target}",
        f"--mypy_grpc_out=quiet:{target}",
        *sources(),
    ])
    for package in (target / "voicera").rglob("*_pb2.py"):
        (package.parent / "py.typed").touch()


def generate_descriptors(target: Path) -> None:
    """Writes what Envoy's transcoder needs; without google.rpc's error details error bodies are empty."""
    run([
        "--include_imports",
        f"--descriptor_set_out={target / 'descriptors.binpb'}",
        *sources(),
        "google/rpc/error_details.proto",
    ])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=STUBS, help="where to write (default: proto/gen)")
    parser.add_argument("--stage-googleapis", type=Path, help="only copy google's protos there, for buf")
    arguments = parser.parse_args()
    if arguments.stage_googleapis:
        stage_googleapis(arguments.stage_googleapis)
        return
    target = arguments.out
    target.mkdir(parents=True, exist_ok=True)
    generate_stubs(target)
    generate_descriptors(target)


if __name__ == "__main__":
    main()
