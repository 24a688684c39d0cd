"""Graphs as live PyTorch modules. Run by an environment that has torch, with the package on its path (step live-torch of ./test)."""

import copy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import nnfront  # noqa: E402

DIGITS = Path(__file__).parents[2] / "examples" / "digits"


@pytest.fixture(scope="module")
def graph():
    return nnfront.compile(DIGITS / "digits-symbol.json", inputs={"data": ("batch", 1, 8, 8)})


@pytest.fixture(scope="module")
def images():
    return np.load(DIGITS / "digits-images.npy")


def distance(got, wanted):
    return np.linalg.norm(got - wanted) / np.linalg.norm(wanted)


def evaluate(module, images):
    with torch.no_grad():
        return module(torch.from_numpy(images)).numpy()


def test_importing_nnfront_imports_no_torch():
    code = "import sys, nnfront; assert 'torch' not in sys.modules and 'safetensors' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_both_forms_compute_what_the_graph_does(graph, images):
    wanted = graph.run(images)
    assert distance(evaluate(graph.to_torch(), images), wanted) < 1e-5
    assert distance(evaluate(graph.fused.to_torch(trainable=False), images), wanted) < 1e-5
    assert distance(evaluate(graph.reconstruct_torch(), images[:3]), wanted[:3]) < 1e-5


def test_state_is_the_sources_parameters(graph):
    module = graph.to_torch()
    state = module.state_dict()
    assert sorted(state) == sorted(graph.parameters)
    for name, array in graph.parameters.items():
        assert np.array_equal(state[name].numpy(), array), name
    changed = {name: tensor + 1 for name, tensor in state.items()}
    assert module.load_state_dict(changed).missing_keys == []
    assert torch.equal(module.state_dict()["digits_dense0_bias"], changed["digits_dense0_bias"])
    del changed["digits_dense0_bias"]
    with pytest.raises(RuntimeError, match="dense0"):
        module.load_state_dict(changed)


def test_state_keeps_its_names_inside_another_module(graph):
    outer = torch.nn.Sequential(graph.to_torch())
    assert sorted(outer.state_dict()) == sorted(f"0.{name}" for name in graph.parameters)
    outer.load_state_dict(outer.state_dict())


def test_a_step_of_training_moves_parameters_and_statistics(graph, images):
    module = graph.to_torch().train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    torch.nn.functional.cross_entropy(module(torch.from_numpy(images)), torch.zeros(len(images), dtype=torch.long)).backward()
    optimizer.step()
    after = module.state_dict()
    assert all(not torch.equal(before[name], after[name]) for name in before)


def test_the_fused_form_does_not_train(graph):
    with pytest.raises(nnfront.Error, match="does not train"):
        graph.fused.to_torch()
    module = graph.fused.to_torch(trainable=False)
    assert not any(parameter.requires_grad for parameter in module.parameters())
    with pytest.raises(RuntimeError, match="does not train"):
        module.train()


def test_trainable_false_asks_for_no_gradients(graph, images):
    module = graph.to_torch(trainable=False)
    assert not any(parameter.requires_grad for parameter in module.parameters())
    assert distance(evaluate(module, images[:4]), graph.run(images[:4])) < 1e-5


def test_compiles_and_exports(graph, images):
    module = graph.to_torch()
    wanted = graph.run(images[:5])
    compiled = torch.compile(module, backend="eager", fullgraph=True)
    assert distance(evaluate(compiled, images[:5]), wanted) < 1e-5
    batch = torch.export.Dim("batch", min=2)
    exported = torch.export.export(module, (torch.from_numpy(images[:2]),), dynamic_shapes=({0: batch},))
    assert distance(evaluate(exported.module(), images[:5]), wanted) < 1e-5


def test_moves_to_another_type_and_device(graph, images):
    module = copy.deepcopy(graph.to_torch()).to(torch.float64)
    with torch.no_grad():
        wide = module(torch.from_numpy(images[:4].astype(np.float64)))
    assert wide.dtype == torch.float64
    assert distance(wide.numpy(), graph.run(images[:4])) < 1e-5
    assert module.to("meta")(torch.zeros(2, 1, 8, 8, dtype=torch.float64, device="meta")).shape == (2, 10)
