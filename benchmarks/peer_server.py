"""Another engine behind the protocol of run_graph --serve: prints "ready", then one JSON line of run times per line of input.

    peer_server.py onnxruntime|openvino MODEL.onnx --batch N --threads N --iterations N [--input X.npy --output Y.npy]

float32 throughout (OpenVINO would choose bfloat16 by itself), latency settings for one stream, all threads on it.
"""

import argparse
import json
import sys
import time

import numpy as np


def onnxruntime_runner(model: str, threads: int):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    return given.shape, lambda x: session.run(None, {given.name: x})[0]


def openvino_runner(model: str, threads: int, batch: int):
    import openvino

    core = openvino.Core()
    network = core.read_model(model)
    shape = [batch, *(int(str(d)) for d in network.inputs[0].partial_shape[1:])]
    network.reshape(shape)
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    request = core.compile_model(network, "CPU", settings).create_infer_request()

    def run(x):
        request.infer({0: openvino.Tensor(x, shared_memory=True)})
        return request.get_output_tensor(0).data

    return shape, run


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["onnxruntime", "openvino"])
    parser.add_argument("model")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.engine == "onnxruntime":
        shape, run = onnxruntime_runner(arguments.model, arguments.threads)
    else:
        shape, run = openvino_runner(arguments.model, arguments.threads, arguments.batch)
    x = np.random.default_rng(1).uniform(-1, 1, [arguments.batch, *shape[1:]]).astype(np.float32)
    for _ in range(arguments.warmup):
        run(x)
    print("ready", flush=True)
    for _ in sys.stdin:
        seconds = []
        for _ in range(arguments.iterations):
            start = time.perf_counter()
            run(x)
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
