import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store_servers import ServerError, running_minio, running_redis
from store_servers.__main__ import without_a_way
from store_servers.proc import HOST, Server, accepts, says

PING = (b"PING\r\n", b"+PONG")
SERVE = """
import socketserver, sys
socketserver.TCPServer(("127.0.0.1", int(sys.argv[1])), socketserver.BaseRequestHandler).serve_forever()
"""


def test_a_server_is_ready_when_started_and_gone_when_stopped(tmp_path: Path) -> None:
    server = Server("echo", tmp_path, lambda port: [sys.executable, "-c", SERVE, str(port)], accepts)
    server.start()
    assert accepts(server.port)
    server.stop()
    assert not accepts(server.port)
    server.stop()


def test_a_server_that_ends_is_reported_with_its_last_words(tmp_path: Path) -> None:
    server = Server("bad", tmp_path, lambda _: [sys.executable, "-c", "exit('no room')"], lambda _: False)
    with pytest.raises(ServerError, match="bad ended with status 1:\nno room"):
        server.start()


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="the system cannot tie processes together")
def test_a_server_ends_with_whoever_started_it(tmp_path: Path) -> None:
    starter = f"""
import pathlib, time
from store_servers.proc import Server, accepts
command = lambda port: [{sys.executable!r}, "-c", {SERVE!r}, str(port)]
server = Server("echo", pathlib.Path({str(tmp_path)!r}), command, accepts)
server.start()
print(server.port, flush=True)
time.sleep(60)
"""
    with subprocess.Popen((sys.executable, "-c", starter), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        assert accepts(port)
        process.kill()
    until = time.monotonic() + 5
    while accepts(port):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.integration
def test_redis_comes_back_on_the_same_port(tmp_path: Path) -> None:
    with running_redis(tmp_path) as redis:
        port = redis.server.port
        assert says(port, *PING)
        redis.stop()
        assert not says(port, *PING)
        redis.start()
        assert says(port, *PING)
    assert not says(port, *PING)


@pytest.mark.integration
def test_minio_answers_while_it_runs(tmp_path: Path) -> None:
    with running_minio(tmp_path) as minio:
        assert minio.endpoint == f"http://{HOST}:{minio.server.port}"
        assert accepts(minio.server.port)
    assert not accepts(minio.server.port)


def test_everything_that_cannot_be_had_is_named_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("store_servers.ferretdb.BINARY", tmp_path / "ferretdb")
    go, redis = without_a_way()
    assert "Go, which is not installed" in go
    assert "Redis is not there" in redis
