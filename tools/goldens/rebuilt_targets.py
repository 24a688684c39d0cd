"""What rebuilt models are run by: of each target the environment of tools/envs.toml and the name of the model that is written."""

ENVIRONMENTS = {"onnx": "onnx", "torch": "torch-exports", "tvm": "tvm"}
FILES = {"onnx": "model.onnx", "torch": "model", "tvm": "model"}
