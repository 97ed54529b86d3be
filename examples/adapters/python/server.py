"""Serves three small adapters behind voicera.ai.v1: a voice, a recognizer and a translator. Run: python server.py"""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import grpc
from google.protobuf import json_format
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from keypad import KEYPAD, Keypad
from morse import MORSE, Morse
from roman import ROMAN, Roman

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as stt_grpc
from voicera.ai.v1 import text_to_speech_service_pb2_grpc as tts_grpc
from voicera.ai.v1 import translation_service_pb2_grpc as mt_grpc

DRAIN_S = 10
"""How long calls may go on after the process was told to stop."""


class Catalog(catalog_grpc.AdapterCatalogServiceServicer):
    async def ListAdapters(self, request, context):
        adapters = [json_format.ParseDict(each, pb.Adapter()) for each in (KEYPAD, MORSE, ROMAN)]
        return pb.ListAdaptersResponse(adapters=sorted(adapters, key=lambda each: each.id))


async def serve(address: str, credentials: grpc.ServerCredentials | None) -> None:
    server = grpc.aio.server()
    catalog_grpc.add_AdapterCatalogServiceServicer_to_server(Catalog(), server)
    tts_grpc.add_TextToSpeechServiceServicer_to_server(Morse(), server)
    stt_grpc.add_SpeechToTextServiceServicer_to_server(Keypad(), server)
    mt_grpc.add_TranslationServiceServicer_to_server(Roman(), server)
    checks = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
    await server.start()
    await checks.set("", health_pb2.HealthCheckResponse.SERVING)
    print(f"listening on port {port}", flush=True)
    await told_to_stop()
    await checks.enter_graceful_shutdown()  # Envoy sends no further calls
    await server.stop(DRAIN_S)


async def told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def credentials_of(options: argparse.Namespace) -> grpc.ServerCredentials | None:
    """In a mesh with TLS: our certificate, and the authority that Envoy's must come from."""
    if not options.tls_cert:
        return None
    pair = (options.tls_key.read_bytes(), options.tls_cert.read_bytes())
    return grpc.ssl_server_credentials([pair], options.tls_ca.read_bytes(), require_client_auth=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1:7001", help="port 0 picks a free one")
    for name in ("--tls-cert", "--tls-key", "--tls-ca"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    given = [bool(each) for each in (options.tls_cert, options.tls_key, options.tls_ca)]
    if any(given) and not all(given):
        sys.exit("--tls-cert, --tls-key and --tls-ca go together")
    asyncio.run(serve(options.address, credentials_of(options)))


if __name__ == "__main__":
    main()
