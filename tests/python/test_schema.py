"""The JSON Schema that `nnfront generate schema` prints, held against graph files as Python's jsonschema understands it."""

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import nnfront

jsonschema = pytest.importorskip("jsonschema")

REPOSITORY = Path(__file__).parents[2]
DIGITS = REPOSITORY / "examples" / "digits"


def command():
    """The program: $NNFRONT, on the path, or the newest that was built."""
    built = sorted(REPOSITORY.glob("build/*/bin/nnfront"), key=lambda path: path.stat().st_mtime)
    found = os.environ.get("NNFRONT") or shutil.which("nnfront") or (built[-1] if built else None)
    if found is None:
        pytest.skip("no nnfront program was built")
    return found


@pytest.fixture(scope="module")
def validator():
    text = subprocess.run([command(), "generate", "schema"], capture_output=True, text=True, check=True).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    graph = nnfront.compile(DIGITS / "digits-symbol.json", inputs={"data": (1, 1, 8, 8)})
    forms = {"reconstruct": graph, "fused": graph.fused}
    for name, form in forms.items():
        form.save(folder / f"{name}_graph.json", folder / f"{name}_params.npz")
    return {name: json.loads((folder / f"{name}_graph.json").read_text()) for name in forms}


@pytest.mark.parametrize("form", ["reconstruct", "fused"])
def test_written_graphs_satisfy_the_schema(validator, documents, form):
    assert [error.message for error in validator.iter_errors(documents[form])] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda graph: graph.update(version=2),
        lambda graph: graph.pop("aliases"),
        lambda graph: graph.update(more=1),
        lambda graph: graph["nodes"][0].update(op="inptu"),
        lambda graph: graph["nodes"][0]["attrs"].update(more=1),
        lambda graph: graph["nodes"][0]["attrs"].pop("dtype"),
        lambda graph: graph["nodes"][-1].update(inputs=["1"]),
        lambda graph: graph["nodes"][-1]["outputs"][0].update(dtype="float23"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(validator, documents, change):
    damaged = copy.deepcopy(documents["fused"])
    change(damaged)
    assert not validator.is_valid(damaged)
