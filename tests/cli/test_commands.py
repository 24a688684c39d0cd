"""What the commands print and write, beside the messages of tests/errors."""

import json
import shutil
import struct
import subprocess

import numpy as np
import pytest

SHAPE = ("--input", "data:1,1,8,8")


def graph_of(symbol_change, workplace):
    path = workplace / "digits-symbol.json"
    symbol = json.loads(path.read_text())
    symbol_change(symbol)
    path.write_text(json.dumps(symbol))


def flags(form):
    return ("--graph", f"ir/{form}_graph.json", "--params", f"ir/{form}_params.npz")


def save_no_parameters(path):
    """An empty list of arrays, as MXNet writes it."""
    path.write_bytes(struct.pack("<4Q", 0x112, 0, 0, 0))


def run_json(nnfront, *words):
    done = nnfront("run", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["values"]


def test_dry_run_lists_operators(nnfront):
    done = nnfront("compile", "digits-symbol.json", *SHAPE, "--dry-run")
    assert done.returncode == 0
    assert "Convolution                  4  exact" in done.stdout
    assert done.stdout.endswith("every operator is covered and nothing is missing; nothing was written\n")


def test_dry_run_of_a_graph_alone(nnfront, workplace):
    (workplace / "digits-0000.params").unlink()
    done = nnfront("compile", "digits-symbol.json", "--dry-run", "-o", "ir")
    assert done.returncode == 2
    assert "Convolution                  4  exact" in done.stdout
    assert done.stderr.startswith("nnfront: digits-symbol.json: no parameter file is beside it")
    assert done.stderr.endswith("; the file does not say the shape of every input; add --input data:1,C,H,W\n")
    assert not (workplace / "ir").exists()


def test_inspect_names_what_another_models_parameters_lack(nnfront, workplace):
    graph_of(lambda symbol: symbol["nodes"][1].update(name="elsewhere"), workplace)
    done = nnfront("inspect", "digits-symbol.json", *SHAPE)
    assert done.returncode == 0
    assert "missing     1 parameter is missing: elsewhere\n" in done.stdout
    assert "note        1 parameter of the file is not used: " in done.stdout


def test_inspect_takes_the_fused_graph_of_a_folder(nnfront, compiled):
    of_graph = nnfront("inspect", "ir/IR_fused_for_CModel_graph.json", "--json")
    assert of_graph.returncode == 0
    assert nnfront("inspect", "ir", "--json").stdout == of_graph.stdout


def test_a_model_without_inputs_runs(nnfront, workplace):
    nodes = [{"op": "_arange", "name": "row", "attrs": {"start": "0", "stop": "3"}, "inputs": []}]
    symbol = {"nodes": nodes, "heads": [[0, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}
    (workplace / "row-symbol.json").write_text(json.dumps(symbol))
    save_no_parameters(workplace / "row-0000.params")
    done = nnfront("compile", "row-symbol.json", "--no-png", "-o", "row")
    assert done.returncode == 0, done.stderr
    words = ("--graph", "row/IR_for_reconstruct_graph.json", "--params", "row/IR_for_reconstruct_params.npz")
    assert [value["mean"] for value in run_json(nnfront, *words)] == [1.0]


def test_fallbacks_are_counted_by_kind_and_not_said_beside_json(nnfront, workplace):
    nodes = [{"op": "null", "name": "data", "inputs": []}]
    nodes += [{"op": "softsign", "name": f"s{i}", "inputs": [[i, 0, 0]]} for i in range(3)]
    symbol = {"nodes": nodes, "heads": [[3, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}
    (workplace / "soft-symbol.json").write_text(json.dumps(symbol))
    save_no_parameters(workplace / "soft-0000.params")
    done = nnfront("compile", "soft-symbol.json", "--input", "data:1,2", "--no-png", "-o", "soft")
    assert done.returncode == 0, done.stderr
    np.save(workplace / "two.npy", np.ones((1, 2), np.float32))
    words = ("--graph", "soft/IR_for_reconstruct_graph.json", "--params", "soft/IR_for_reconstruct_params.npz", "--input-npy", "two.npy")
    assert nnfront("run", *words).stderr == "note: run by the reference kernel: softsign (3): no oneDNN primitive\n"
    assert nnfront("run", *words, "--json").stderr == ""


def test_the_same_id_is_the_same_key_in_both_forms(nnfront, compiled, workplace):
    graphs = {form: json.loads((workplace / f"ir/{form}_graph.json").read_text()) for form in ("IR_for_reconstruct", "IR_fused_for_CModel")}
    shared = [f"{node['id']}:0" for node in graphs["IR_for_reconstruct"]["nodes"] if node["op"] == "relu"]
    assert len(shared) > 2
    written = {}
    for form in graphs:
        values = run_json(nnfront, *flags(form), "--input-npy", "x.npy", "--values", ",".join(shared), "-o", f"{form}.npz")
        with np.load(workplace / f"{form}.npz") as archive:
            written[form] = dict(archive)
        assert [value["key"] for value in values] == list(written[form]) == ["digits_dense0_fwd", *shared]
    for key, array in written["IR_for_reconstruct"].items():
        assert np.allclose(array, written["IR_fused_for_CModel"][key], atol=1e-4)


def test_values_by_name_and_none_twice(nnfront, compiled):
    node = run_json(nnfront, *compiled, "--input-npy", "x.npy", "--values", "all")
    assert len({value["key"] for value in node}) == len({value["value"] for value in node}) == len(node)
    name = next(value["name"] for value in node if "relu" in value["name"] and " " not in value["name"])
    named = run_json(nnfront, *compiled, "--input-npy", "x.npy", "--values", name)
    assert [value["key"] for value in named] == ["digits_dense0_fwd", name]


def test_a_single_output_into_an_archive(nnfront, compiled, workplace):
    assert nnfront("run", *compiled, "--input-npy", "x.npy", "-o", "y.npz").returncode == 0
    with np.load(workplace / "y.npz") as archive:
        assert list(archive) == ["digits_dense0_fwd"]


def test_what_is_not_finite_is_counted_and_not_in_the_figures(nnfront, compiled, workplace):
    x = np.load(workplace / "x.npy")
    value = ("--values", "data", "--engine", "reference")
    x[0, 0, 0, :3] = [np.nan, np.inf, 2]
    np.save(workplace / "x.npy", x)
    data = run_json(nnfront, *compiled, "--input-npy", "x.npy", *value)[1]
    assert (data["min"], data["max"], data["mean"], data["not_finite"]) == (0, 2, 2 / 62, 2)
    np.save(workplace / "x.npy", np.full_like(x, np.nan))
    data = run_json(nnfront, *compiled, "--input-npy", "x.npy", *value)[1]
    assert (data["min"], data["max"], data["mean"], data["not_finite"]) == (None, None, None, 64)
    done = nnfront("run", *compiled, "--input-npy", "x.npy", *value)
    assert done.stdout.splitlines()[1].endswith("data  float32[1,1,8,8]  not finite: 64")


def test_complexity_of_symbols(nnfront, workplace):
    assert nnfront("compile", "digits-symbol.json", "--input", "data:batch,1,8,8", "--no-png", "-o", "ir").returncode == 0
    words = ("complexity", "--graph", "ir/IR_for_reconstruct_graph.json")
    failed = nnfront(*words)
    assert failed.returncode == 2
    assert failed.stderr == "nnfront: complexity needs sizes, and 'batch' is a symbol; give sizes with --input data:1,1,8,8\n"
    one, two = (nnfront(*words, "--input", f"data:{batch},1,8,8").stdout for batch in (1, 2))
    assert one == "nnz: 9680, sparsity: 0.0, dense_flops: 307073.0, sparse_flops: 307073.0\n"
    assert "dense_flops: 614145.0" in two


def test_complexity_of_what_the_data_decides(nnfront, workplace):
    # The rows that a mask leaves: how many is not known; the layer behind them has weights all the same.
    names = [("null", "data"), ("null", "mask"), ("_ones", "weight"), ("_contrib_boolean_mask", "rows"), ("FullyConnected", "dense")]
    inputs = [[], [], [], [0, 1], [3, 2]]
    nodes = [{"op": op, "name": name, "inputs": [[i, 0, 0] for i in read]} for (op, name), read in zip(names, inputs)]
    nodes[4]["attrs"] = {"num_hidden": "3", "no_bias": "True"}
    nodes[2]["attrs"] = {"shape": "(3, 4)"}
    symbol = {"nodes": nodes, "heads": [[4, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}
    (workplace / "m-symbol.json").write_text(json.dumps(symbol))
    save_no_parameters(workplace / "m-0000.params")
    done = nnfront("compile", "m-symbol.json", "--input", "data:5,4", "--input", "mask:5", "--no-png", "-o", "m")
    assert done.returncode == 0, done.stderr
    words = ("complexity", "--graph", "m/IR_for_reconstruct_graph.json")
    done = nnfront(*words, "--per-layer")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("nnz: 12, sparsity: 0.0, dense_flops: 0.0")
    assert done.stderr.startswith("note: 2 of ")
    assert "operators are not counted, sizes of theirs depend on the data: rows (" in done.stderr
    assert done.stderr.endswith("dense (dense)\n")
    uncounted = json.loads(nnfront(*words, "--json").stdout)["uncounted"]
    assert [each["name"] for each in uncounted] == ["rows", "dense"]


def test_help_of_a_command_is_its_help(nnfront):
    assert nnfront("help", "compile").stdout == nnfront("compile", "--help").stdout
    assert nnfront("help").stdout == nnfront("--help").stdout


def completions(program, words):
    """What bash offers for the last of the words."""
    script = subprocess.run([program, "completion", "bash"], capture_output=True, text=True, check=True).stdout
    asked = f"{script}\nCOMP_WORDS=({' '.join(words)})\nCOMP_CWORD={len(words) - 1}\n_nnfront\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
    done = subprocess.run(["bash", "-u", "-c", asked], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_both_pages_by_one_command(nnfront, workplace):
    assert nnfront("generate", "pages", "-o", "pages").returncode == 0
    assert (workplace / "pages/operators.md").read_text() == nnfront("generate", "operators").stdout
    assert (workplace / "pages/op_coverage.md").read_text() == nnfront("generate", "coverage").stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["nnfront", "comp"], ["compile", "complexity", "completion"]),
        (["nnfront", "compile", "--dry"], ["--dry-run"]),
        (["nnfront", "compile", "--ver"], ["--verify"]),
        (["nnfront", "run", "--engine", "o"], ["onednn"]),
        (["nnfront", "run", "--engine", "''"], ["onednn", "reference"]),
        (["nnfront", "generate", "s"], ["schema"]),
        (["nnfront", "help", "ins"], ["inspect"]),
        (["nnfront", "completion", "f"], ["fish"]),
        (["nnfront", "inspect", "digits"], []),
        (["nnfront", "compile", "x", "--dump", "d"], []),
    ],
)
def test_bash_completion(program, words, offered):
    assert completions(program, words) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_one_of_its_shell(program, shell):
    script = subprocess.run([program, "completion", shell], capture_output=True, text=True, check=True).stdout
    for word in ("compile", "output-directory", "onednn reference"):
        assert word in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    flag = "--no-execute" if shell == "fish" else "-n"
    subprocess.run([shell, flag], input=script, text=True, check=True)
