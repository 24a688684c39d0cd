"""What Python users see who got an argument wrong: one line that speaks of arguments, not of options."""

import copy
import pickle
import traceback
from pathlib import Path

import numpy as np
import pytest

import nnfront

SYMBOL = Path(__file__).parents[2] / "examples" / "digits" / "digits-symbol.json"
SHAPES = {"data": (1, 1, 8, 8)}


@pytest.fixture(scope="module")
def graph():
    return nnfront.compile(SYMBOL, inputs=SHAPES)


@pytest.fixture
def x():
    return np.linspace(-1, 1, 64, dtype=np.float32).reshape(1, 1, 8, 8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": 5}, "model: got int, wanted a path"),
        ({"inputs": [1, 1, 8, 8]}, "inputs: got list, wanted shapes by input name, such as {'data': (1, 3, 224, 224)}"),
        ({"inputs": {"data": 5}}, "inputs['data']: got int, wanted a shape, as in {'data': (1, 3, 224, 224)}"),
        ({"inputs": {"data": (1, 1.5)}}, "inputs['data']: got float in a shape, wanted integers and words"),
        (
            {"inputs": {"data": (None, 1, 8, 8)}},
            "inputs['data']: got None in a shape: a size that is not known yet has a name of your choice, as in ('batch', 3, 'h', 'w')",
        ),
        ({"inputs": {7: (1, 1)}}, "a key of inputs: got int, wanted a string"),
        ({"framework": None}, "framework: got NoneType, wanted a string"),
        ({"epoch": "last"}, "epoch: got str, wanted an integer"),
        ({"threads": 1.5}, "threads: got float, wanted an integer"),
        ({"outputs": [1]}, "outputs: got int, wanted a string"),
        ({"out": 5}, "out: got int, wanted a path"),
        ({"distance_limit": "small"}, "distance_limit: got str, wanted a number"),
    ],
)
def test_wrong_types_of_compile(arguments, message):
    with pytest.raises(TypeError) as raised:
        nnfront.compile(**{"model": SYMBOL, "inputs": SHAPES, **arguments})
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"epoch": -2}, "epoch: got -2, wanted -1 to 9999"),
        ({"threads": 10**20}, "threads: got 100000000000000000000, wanted 0 to 1024"),
        ({"distance_limit": float("nan")}, "got the distance limit nan, wanted 0 or more"),
        ({"inputs": {}}, "digits-symbol.json: the file does not say the shape of every input; add inputs={'data': (1, 1, H, W)}"),
        (
            {"inputs": {"dta": (1, 1, 8, 8)}},
            "digits-symbol.json: inputs['dta']: no input is called so (there are: data), did you mean 'data'?",
        ),
        ({"outputs": ["nothing_like_it"]}, "digits-symbol.json: outputs: nothing_like_it: no node is called so"),
    ],
)
def test_wrong_values_of_compile(arguments, message):
    with pytest.raises(nnfront.Error) as raised:
        nnfront.compile(**{"model": SYMBOL, "inputs": SHAPES, **arguments})
    assert str(raised.value) == message


def test_notes_speak_of_arguments():
    words = nnfront._arguments.python_words
    assert words("(--input data:... for another)") == "(inputs={'data': (...)} for another)"
    assert words("add --input a:1,C,H,W --input b:1,...") == "add inputs={'a': (1, C, H, W), 'b': (1, ...)}"


def test_an_error_is_called_as_users_know_it():
    with pytest.raises(nnfront.Error) as raised:
        nnfront.compile("nowhere")
    assert traceback.format_exception_only(raised.type, raised.value)[-1].startswith("nnfront.Error: nowhere: ")
    assert {each.__module__ for each in (nnfront.InternalError, nnfront.ValueInfo, nnfront.NodeInfo)} == {"nnfront"}


def test_shapes_may_be_text():
    graph = nnfront.compile(SYMBOL, inputs={"data": "batch,1,8,8"})
    assert graph.inputs[0].shape == ("batch", 1, 8, 8)
    with pytest.raises(nnfront.Error, match=r"'batch' is a symbol; give sizes with inputs={'data': \(1, 1, 8, 8\)}"):
        graph.complexity()
    assert str(graph.complexity(inputs={"data": (1, 1, 8, 8)})) == str(nnfront.compile(SYMBOL, inputs=SHAPES).complexity())


def test_shapes_are_tuples_and_attributes_dictionaries(graph):
    assert graph.inputs[0].shape == (1, 1, 8, 8)
    assert graph.outputs[0].shape == (1, 10)
    convolution = next(node for node in graph.nodes if node.op == "conv")
    assert convolution.attributes["strides"] == [1, 1]


@pytest.mark.parametrize(
    "converted",
    [
        lambda x: x.tolist(),
        lambda x: x.astype(">f4"),
        lambda x: np.asfortranarray(x),
        lambda x: x[:, :, ::-1][:, :, ::-1],
    ],
)
def test_inputs_that_hold_the_same_numbers(graph, x, converted):
    assert np.array_equal(graph.run(converted(x)), graph.run(x))


def test_inputs_of_smaller_types(graph, x):
    halves = x.astype(np.float16)
    assert np.array_equal(graph.run(halves), graph.run(halves.astype(np.float32)))
    assert np.array_equal(graph.run(np.ones_like(x, dtype=np.int8)), graph.run(np.ones_like(x)))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros((1, 1, 8, 8)), "got float64[1,1,8,8], wanted float32[1,1,8,8]; .astype(numpy.float32) converts it"),
        (np.zeros((1, 1, 8, 8), np.int64), "got int64[1,1,8,8], wanted float32[1,1,8,8]; .astype(numpy.float32) converts it"),
        (None, "got NoneType[], wanted float32[1,1,8,8]"),
        ("picture.png", "got <U11[], wanted float32[1,1,8,8]"),
        ([1j], "got complex128[1], wanted float32[1,1,8,8]"),
        ([[1, 2], [3]], "inhomogeneous"),
    ],
)
def test_inputs_that_do_not_fit(graph, value, message):
    with pytest.raises(nnfront.Error) as raised:
        graph.run(value)
    assert str(raised.value).startswith("input 'data': ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": 5}, "values: got int, wanted strings"),
        ({"values": [5]}, "values: got int, wanted a string"),
        ({"engine": 5}, "engine: got int, wanted a string"),
        ({"threads": "two"}, "threads: got str, wanted an integer"),
    ],
)
def test_wrong_types_of_run(graph, x, arguments, message):
    with pytest.raises(TypeError) as raised:
        graph.run(x, **arguments)
    assert str(raised.value) == message


def test_wrong_types_elsewhere(graph):
    with pytest.raises(TypeError, match="graph_json: got int, wanted a path"):
        nnfront.load(5)
    with pytest.raises(TypeError, match="parameters_npz: got NoneType, wanted a path"):
        graph.save("g.json", None)
    with pytest.raises(TypeError, match="inputs: got int, wanted shapes"):
        nnfront.inspect(SYMBOL, inputs=5)


def test_results_are_called_by_what_was_asked_for(graph, x):
    relu = next(node for node in graph.nodes if node.op == "relu")
    by_id, by_name = relu.outputs[0].value, relu.name
    for form in (graph, graph.fused):
        result = form.run(x, values=[by_id, by_name, graph.outputs[0].value])
        assert list(result) == [graph.outputs[0].name, by_id, by_name, graph.outputs[0].value]
        assert np.array_equal(result[by_id], result[by_name])
    assert graph.outputs[0].value not in graph.run(x, values="all")


def test_copies(graph, x):
    for made in (copy.copy(graph), copy.deepcopy(graph)):
        assert np.array_equal(made.fused.run(x), graph.fused.run(x))
        assert made.report == graph.report
    assert copy.deepcopy(graph).report is not graph.report
    with pytest.raises(TypeError, match=r"cannot be pickled: save\(\) it and load\(\)"):
        pickle.dumps(graph)
