"""A symbol of MXNet and its parameters (PREFIX or PREFIX-symbol.json), bound without subgraph back ends, which fuse."""

import contextlib
import os


def load(path):
    os.environ["MXNET_SUBGRAPH_BACKEND"] = "NONE"
    import mxnet as mx

    prefix = path[: -len("-symbol.json")] if path.endswith("-symbol.json") else path
    symbol, arguments, states = mx.model.load_checkpoint(prefix, 0)
    names = [name[: -len("_output")] if name.endswith("_output") else name for name in symbol.list_outputs()]
    wanted = set(symbol.list_arguments())

    def run(inputs):
        fed = {name: mx.nd.array(array, dtype=array.dtype) for name, array in inputs.items() if name in wanted}
        bound = symbol.bind(mx.cpu(), {**arguments, **fed}, aux_states=states, grad_req="null")
        try:
            return dict(zip(names, [output.asnumpy() for output in bound.forward(is_train=False)]))
        finally:
            with contextlib.suppress(mx.base.MXNetError):
                mx.nd.waitall()  # what failed behind the scenes is not the next model's failure

    return run
