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


ROWS = "std::vector<OperatorRow> conv_rows() {\n  return {\n      {row},\n  };\n}\n\n}  // namespace a\n"


@pytest.mark.parametrize(
    ("source", "test", "complaints"),
    [
        (ROWS, "conv_test.cpp", []),
        (ROWS, "pool_test.cpp", ["there is no tests/frontends/a/conv_test.cpp"]),
        (ROWS.replace("conv_rows", "pool_rows"), "conv_test.cpp", ["does not end with conv_rows()"]),
        (ROWS.replace("}  //", "Values conv() {\n}\n\n}  //"), "conv_test.cpp", ["does not end with conv_rows()"]),
        (None, "conv_test.cpp", ["is absent"]),
    ],
)
def test_families_end_with_their_rows_and_have_tests(tmp_path, source, test, complaints):
    for folder in ("src/frontends/a", "tests/frontends/a"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/frontends/a/families.h").write_text("std::vector<OperatorRow> conv_rows();\n")
    (tmp_path / "tests/frontends/a" / test).touch()
    if source:
        (tmp_path / "src/frontends/a/conv.cpp").write_text(source)
    found = check_structure.check_families(tmp_path)
    assert len(found) == len(complaints)
    assert all(word in violation for word, violation in zip(complaints, found))


def test_a_header_without_families_is_found(tmp_path):
    (tmp_path / "src/frontends/a").mkdir(parents=True)
    (tmp_path / "src/frontends/a/families.h").write_text("std::vector<OperatorRow> conv_row();\n")
    assert "names no family" in check_structure.check_families(tmp_path)[0]


def test_large_files_and_machine_paths_are_found(tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "large.bin").write_bytes(bytes(check_structure.LARGEST_FILE + 1))
    (tmp_path / "page.md").write_text("see /" + "home/somebody/x\n")
    (tmp_path / "fine.md").write_text("see examples/home/x and ~/.cache\n")
    found = check_structure.check(tmp_path)
    assert any(violation.startswith("large.bin") for violation in found)
    assert any(violation.startswith("page.md") for violation in found)
    assert not any(violation.startswith("fine.md") for violation in found)
