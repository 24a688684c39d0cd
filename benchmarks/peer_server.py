"""Another engine behind the protocol of run_graph --serve: prints "ready", then one JSON line of run times per line of input.

    peer_server.py onnxruntime|openvino MODEL.onnx --input X.npy --output Y.npy [--threads N] [--iterations N] [--warmup N]

float32 throughout (OpenVINO would choose bfloat16 by itself), latency settings for one stream, all threads on it. The model's symbol
"batch" becomes the input's number before the engine plans, so that every engine plans for one shape. The output of the first run
is kept.
"""

import argparse
import json
import sys
import time

import numpy as np


def onnxruntime_runner(model: str, threads: int, shape: list[int]):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_free_dimension_override_by_name("batch", shape[0])
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    if given.shape != shape:
        raise SystemExit(f"onnxruntime planned for {given.shape}, wanted {shape}")
    return lambda x: session.run(None, {given.name: x})[0]


def openvino_runner(model: str, threads: int, shape: list[int]):
    import openvino

    core = openvino.Core()
    network = core.read_model(model)
    network.reshape(shape)
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    request = core.compile_model(network, "CPU", settings).create_infer_request()

    def run(x):
        request.infer({0: openvino.Tensor(x, shared_memory=True)})
        return request.get_output_tensor(0).data

    return run


RUNNERS = {"onnxruntime": onnxruntime_runner, "openvino": openvino_runner}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=RUNNERS)
    parser.add_argument("model")
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=3)
    arguments = parser.parse_args()
    x = np.load(arguments.input)
    run = RUNNERS[arguments.engine](arguments.model, arguments.threads, list(x.shape))
    np.save(arguments.output, run(x))
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
