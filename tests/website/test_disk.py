"""What the website keeps on the disk: a disk that fails costs nobody a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .chain import WEBSITE

pytestmark = [pytest.mark.website, pytest.mark.once]

SCRIPT = """
const { names, read, remove, write, writtenAt } = await import(process.argv[1]);
await write("a.json", { said: "so" });
console.log(JSON.stringify([await read("a.json"), typeof await writtenAt("a.json"), await names()]));
await remove("a.json");
console.log(JSON.stringify([await read("a.json") ?? null, await names()]));
"""


def said(folder: Path, tmp_path: Path) -> list[object]:
    """What a process says that keeps its files in the folder."""
    done = subprocess.run(
        [Path(sys.executable).parent / "node", "--input-type=module", "-e", SCRIPT, WEBSITE / "lib" / "disk.ts"],
        cwd=tmp_path,
        env={**os.environ, "KEPT_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_file_is_kept_and_removed(tmp_path: Path) -> None:
    assert said(tmp_path / "kept", tmp_path) == [[{"said": "so"}, "number", ["a.json"]], [None, []]]


def test_what_the_build_kept_is_read_where_nobody_has_written_since(tmp_path: Path) -> None:
    build = tmp_path / ".next" / "kept"
    build.mkdir(parents=True)
    (build / "a.json").write_text('"of the build"')
    assert said(tmp_path / "kept", tmp_path) == [[{"said": "so"}, "number", ["a.json"]], ["of the build", []]]


def test_a_folder_that_is_none_costs_nobody_a_page(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert said(tmp_path / "file" / "kept", tmp_path) == [[None, "undefined", []], [None, []]]


def test_a_file_that_is_broken_is_none(tmp_path: Path) -> None:
    folder = tmp_path / ".next" / "kept"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("{")
    assert said(tmp_path / "kept", tmp_path)[1] == [None, []]
