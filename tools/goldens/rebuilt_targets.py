"""What rebuilt models are run by: of each runner the environment of tools/envs.toml, the name of the model that is written, and the target
that `nnfront reconstruct` calls so."""

from pathlib import Path

EMIT = Path(__file__).resolve().parents[2] / "src" / "emit"

ENVIRONMENTS = {
    "mxnet": "mxnet",
    "onnx": "onnx",
    "tensorflow": "tensorflow",
    "tensorflow1": "tensorflow1",
    "torch": "torch-exports",
    "tvm": "tvm",
}
FILES = {
    "mxnet": "model-symbol.json",
    "onnx": "model.onnx",
    "tensorflow": "model.pb",
    "tensorflow1": "model.pb",
    "torch": "model",
    "tvm": "model",
}


def target_of(runner: str) -> str:
    """TensorFlow 1 and 2 run the same files."""
    return {"tensorflow1": "tensorflow"}.get(runner, runner)


def runner(name: str) -> list[Path]:
    """The script that runs the models, and its first argument."""
    return [EMIT / "run_rebuilt.py", EMIT / target_of(name) / "load_rebuilt.py"]
