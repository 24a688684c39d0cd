"""What rebuilt models are run by: of each target the environment of tools/envs.toml and the name of the model that is written."""

ENVIRONMENTS = {"onnx": "onnx"}
FILES = {"onnx": "model.onnx"}
