"""Archives from elsewhere are unpacked below one folder, or not at all."""

import io
import sys
import tarfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import onnx_nodes


def archive_of(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:xz") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return path


def file_member(name: str, size: int = 3) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


def test_it_is_unpacked_once_under_the_name_of_its_content(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    archive = archive_of(tmp_path / "tests.tar.xz", file_member("data/node/a/model.onnx"))
    folder = onnx_nodes.unpacked(archive)
    assert (folder / "data/node/a/model.onnx").read_bytes() == b"xxx"
    (folder / "mark").touch()
    assert onnx_nodes.unpacked(archive) == folder
    assert (folder / "mark").exists()
    assert list(onnx_nodes.test_folders(folder)) == ["node"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_a_path_out_of_the_folder_is_refused(tmp_path, name):
    with pytest.raises(onnx_nodes.UnsafeArchiveError):
        onnx_nodes.unpack(archive_of(tmp_path / "bad.tar.xz", file_member(name)), tmp_path / "folder")
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(tmp_path):
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/"
    with pytest.raises(onnx_nodes.UnsafeArchiveError):
        onnx_nodes.unpack(archive_of(tmp_path / "bad.tar.xz", link), tmp_path / "folder")


def test_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(onnx_nodes, "LARGEST_ARCHIVE", 5)
    with pytest.raises(onnx_nodes.UnsafeArchiveError):
        onnx_nodes.unpack(archive_of(tmp_path / "large.tar.xz", file_member("a"), file_member("b")), tmp_path / "folder")


def result(passed: int, refused: int = 0, failed: int = 0) -> dict:
    failures = {f"test_{i}": "differs" for i in range(failed)}
    return {"categories": {"core": {"passed": passed, "refused": refused, "failed": failed}}, "failures": failures}


def test_failures_missing_cases_and_too_few_passes_are_shortcomings(monkeypatch):
    monkeypatch.setattr(onnx_nodes, "CORE_CASES", {"node": 100})
    monkeypatch.setattr(onnx_nodes, "SHARES", {"node": 0.9})
    assert onnx_nodes.shortcomings("node", result(90, 10)) == []
    assert onnx_nodes.shortcomings("node", result(89, 11)) == ["node: 89 of 100 core cases passed, wanted 90.0%"]
    assert onnx_nodes.shortcomings("node", result(99, 0, 1)) == ["node: 1 cases failed"]
    assert onnx_nodes.shortcomings("node", result(95)) == ["node: 95 core cases, wanted 100"]
    assert len(onnx_nodes.shortcomings("node", {"categories": {}})) == 2
