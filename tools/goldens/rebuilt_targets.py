"""What rebuilt models are run by: of each runner the environment of tools/envs.toml, the name of the model that is written, and the target
that `nnfront reconstruct` calls so."""

ENVIRONMENTS = {"onnx": "onnx", "tensorflow": "tensorflow", "tensorflow1": "tensorflow1"}
FILES = {"onnx": "model.onnx", "tensorflow": "model.pb", "tensorflow1": "model.pb"}


def target_of(runner: str) -> str:
    """TensorFlow 1 and 2 run the same files."""
    return {"tensorflow1": "tensorflow"}.get(runner, runner)
