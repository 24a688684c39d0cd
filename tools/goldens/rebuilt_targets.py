"""What rebuilt models are run by: of each target the environment of tools/envs.toml and the name of the model that is written."""

ENVIRONMENTS = {"mxnet": "mxnet", "onnx": "onnx"}
FILES = {"mxnet": "model-symbol.json", "onnx": "model.onnx"}
