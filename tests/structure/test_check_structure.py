"""The check itself: each rule catches what it is for, and leaves alone what is allowed."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import check_structure


def test_the_repository_holds_it():
    assert check_structure.check(Path(__file__).parents[2]) == []


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("src/support/a.cpp", '#include "ir/graph.h"\n', "may not include ir"),
        ("src/ir/a.cpp", '#include "ops/conv.h"\n', "may not include ops"),
        ("src/passes/a.cpp", '#include "executor/executor.h"\n', "may not include executor"),
        ("src/executor/a.cpp", '#include "api/import.h"\n', "may not include api"),
        ("src/unknown/a.cpp", "", "not in the table"),
        ("src/ops/a.cpp", "int torch_rank = 1;\n", "speaks of torch"),
        ("include/nnfront/a.h", "struct OnnxGraph;\n", "speaks of onnx"),
        ("src/ops/a.cpp", 'const char* text = "as in MXNet";\n', "speaks of mxnet"),
    ],
)
def test_violations_are_found(name, text, word):
    assert any(word in violation for violation in check_structure.check_source(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/ir/a.cpp", '#include "support/fail.h"\n#include "formats/npz.h"\n#include "nnfront/array.h"\n#include "ir/graph.h"\n'),
        ("src/frontends/mxnet/a.cpp", '#include "frontends/mxnet/context.h"\n#include "ops/conv.h"\nint mxnet = 0;\n'),
        ("src/ops/a.cpp", "// As ONNX defines it: onnx.ai/onnx/operators/onnx__Resize.html\n"),
        ("src/ops/a.cpp", 'op.source = "https://onnx.ai/onnx/operators/onnx__LRN.html";\n'),
        ("src/executor/onednn/a.cpp", '#include "executor/onednn/plan.h"\nint onednn = 0;\n'),
    ],
)
def test_what_is_allowed_is_left_alone(name, text):
    assert check_structure.check_source(name, text) == []


def test_a_stale_exception_is_found():
    name = next(iter(check_structure.FRAMEWORK_EXCEPTIONS))
    assert any("take it off" in violation for violation in check_structure.check_source(name, "int a;\n"))


def test_large_files_and_machine_paths_are_found(tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "large.bin").write_bytes(bytes(check_structure.LARGEST_FILE + 1))
    (tmp_path / "page.md").write_text("see /" + "home/somebody/x\n")
    (tmp_path / "fine.md").write_text("see examples/home/x and ~/.cache\n")
    found = check_structure.check(tmp_path)
    assert any(violation.startswith("large.bin") for violation in found)
    assert any(violation.startswith("page.md") for violation in found)
    assert not any(violation.startswith("fine.md") for violation in found)
