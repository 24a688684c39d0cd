"""The line of `nnfront complexity` for ResNet-50 v1b, of both forms, dense and pruned."""

import shutil
import subprocess
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "examples" / "resnet50v1b"
FORMS = ("IR_for_reconstruct", "IR_fused_for_CModel")
# Weights of the first convolution, of the other ones, of the classifier.
FIRST, CONVOLUTIONS, CLASSIFIER = 64 * 3 * 7 * 7, 23445504, 1000 * 2048
# Multiply-accumulates that touch real data. A window of the first convolution has 7 * 112 taps along a side, of which 6 lie on padding.
FIRST_MACS = 64 * 3 * (7 * 112 - 6) ** 2
ALL_MACS, ADDITIONS = 3946203904 + CLASSIFIER, 16


@pytest.fixture(scope="module", params=[(), ("--bank", "4,64")], ids=["dense", "pruned"])
def compiled_resnet(program, tmp_path_factory, request):
    """The folder of both forms with seeded weights, and whether they were pruned; nothing stays, as a form takes 100 MB."""
    folder = tmp_path_factory.mktemp("resnet50v1b")
    shutil.copy(MODEL / "resnet50v1b-symbol.json", folder)
    maker = Path(program).parents[1] / "tools" / "make_mxnet_params"
    made = [maker, "shapes", MODEL / "resnet50v1b-shapes.json", "-o", folder / "resnet50v1b-0000.params", *request.param]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    compiled = [program, "compile", "resnet50v1b-symbol.json", "--input", "data:1,3,224,224", "--no-png", "-o", "ir"]
    subprocess.run(compiled, cwd=folder, check=True, capture_output=True)
    yield folder / "ir", bool(request.param)
    shutil.rmtree(folder)


def printed(program, ir, form, *words):
    flags = ["--graph-json", ir / f"{form}_graph.json", "--params-file", ir / f"{form}_params.npz"]
    return subprocess.run([program, "complexity", *flags, *words], capture_output=True, text=True, check=True).stdout


def test_what_the_figures_are_made_of():
    assert FIRST + CONVOLUTIONS + CLASSIFIER == 25502912
    assert ALL_MACS + ADDITIONS == 3948251920
    # Every convolution but the first has a sixteenth of its weights, and of its taps.
    assert FIRST + CONVOLUTIONS // 16 + CLASSIFIER == 3522752
    assert FIRST_MACS + (ALL_MACS - CLASSIFIER - FIRST_MACS) // 16 + CLASSIFIER + ADDITIONS == 357636880


@pytest.mark.parametrize("form", FORMS)
def test_the_line(program, compiled_resnet, form):
    ir, pruned = compiled_resnet
    dense = "nnz: 25502912, sparsity: 0.0, dense_flops: 3948251920.0, sparse_flops: 3948251920.0\n"
    sparse = f"nnz: 3522752, sparsity: {1 - 3522752 / 25502912}, dense_flops: 3948251920.0, sparse_flops: 357636880.0\n"
    assert f"{1 - 3522752 / 25502912:.5f}" == "0.86187"
    assert printed(program, ir, form) == (sparse if pruned else dense)


# What these tools printed for the same network of torchvision.
COUNTED = {
    "IR_for_reconstruct": {
        "torch FlopCounterMode (2 per MAC)": "8,178,368,512",
        "fvcore": "4,111,512,576",
        "thop": "4,133,742,592",
        "torchinfo": "4,089,238,376",
    },
    "IR_fused_for_CModel": {"torch FlopCounterMode (2 per MAC)": "8,178,368,512", "onnx-tool": "4,117,342,184"},
}


@pytest.mark.parametrize("form", FORMS)
def test_what_other_tools_count(program, compiled_resnet, form):
    ir, _ = compiled_resnet
    lines = [line for line in printed(program, ir, form, "--per-layer").splitlines() if line.startswith("as ")]
    assert lines == [f"as {tool} counts: {figure}" for tool, figure in COUNTED[form].items()]
