"""What rebuilt models are run by: of each target the environment of tools/envs.toml and the name of the model that is written."""

from pathlib import Path

EMIT = Path(__file__).resolve().parents[2] / "src" / "emit"

ENVIRONMENTS = {"mxnet": "mxnet", "onnx": "onnx", "torch": "torch-exports", "tvm": "tvm"}
FILES = {"mxnet": "model-symbol.json", "onnx": "model.onnx", "torch": "model", "tvm": "model"}


def runner(target: str) -> list[Path]:
    """The script that runs the target's models, and its first argument."""
    return [EMIT / "run_rebuilt.py", EMIT / target / "load_rebuilt.py"]
