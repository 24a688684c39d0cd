#!/usr/bin/env python3
"""One model of 8 bits of gluoncv's zoo in real MXNet 1.9.1, as zoo_export.py has the others. Run by the Python of the environment `mxnet`.

    zoo_int8.py make NAME FOLDER     exit status 4: MXNet itself does not run the model

gluoncv brings their symbols along, with the ranges of the trained networks; the weights are those of the float networks, a download. Here
they are seeded as those of the float networks are, whose batch norms keep values within such ranges. A few integers that are one off
would show: there is no float64 form, and conditioning counts as it does elsewhere.
"""

import argparse
import json
import sys
import tempfile
import traceback
from pathlib import Path

import golden_files
import mxnet as mx
import mxnet_goldens
import mxnet_weights
import zoo_export
import zoo_models


def quantized_symbol(name):
    """The symbol, and the prefix of the names of its parameters."""
    from gluoncv.model_zoo.quantized import quantized
    from gluoncv.utils.compress_json import get_compressed_model

    file = Path(quantized.__file__).parent / f"{name}-symbol.json"
    text = file.read_text() if file.exists() else get_compressed_model(name, quantized._compressed_int8_json)
    maker = getattr(quantized, name.replace(".", "_"))
    closure = dict(zip(maker.__code__.co_freevars, (cell.cell_contents for cell in maker.__closure__)))
    return mx.sym.load_json(text), closure["sym_prefix"]


def float_parameters(model, prefix):
    """Seeded weights and fitting statistics of the float network."""
    base = zoo_models.describe(model.name.removesuffix("_int8"))
    keywords = base.keywords if "deeplab" in base.name else {**base.keywords, "prefix": prefix}
    named = zoo_models.Model(base.name, base.kind, model.inputs, keywords, base.attributes)
    with tempfile.TemporaryDirectory() as folder:
        _, symbol, parameters = zoo_export.export(named, Path(folder))
    mxnet_weights.weights(symbol, parameters, model.inputs, zoo_export.SEED)
    return parameters


def export(model, folder):
    symbol, prefix = quantized_symbol(model.name)
    known = float_parameters(model, prefix)
    parameters = {name: known[name] for name in symbol.list_inputs() if name not in model.inputs}
    zoo_export.Network(symbol, parameters, model.inputs, "float32")([mx.nd.zeros(shape).asnumpy() for shape in model.inputs.values()])
    prefix = model.name.replace(".", "_")
    symbol.save(str(folder / f"{prefix}-symbol.json"))
    return prefix, symbol, parameters


def make(model, folder, prefix, symbol, parameters):
    mxnet_weights.save(folder / "kept.params", symbol, parameters)
    reading = zoo_export.Reading(symbol)
    cut = reading.before_selection()
    outputs = cut or [tuple(head) for head in reading.graph["heads"]]
    entries = outputs + reading.interior(outputs)
    names = [f"{reading.nodes[node]['name']}_output{index or ''}" for node, index, *_ in entries]
    settings = mxnet_goldens.Settings(zoo_export.SEED, zoo_export.SMALLEST_DIFFERENCE["detector"], directions=1)
    writer = golden_files.Writer()
    observed = reading.symbol_of(entries)
    described, interior, x1, x2 = mxnet_goldens.observe(writer, observed, names, len(outputs), parameters, model.inputs, settings)
    if cut:
        reading.symbol_of(cut).save(str(folder / f"{prefix}-cut-symbol.json"))
    manifest = {
        "model": model.name,
        "kind": model.kind,
        "prefix": prefix,
        "epoch": 0,
        "inputs": [{"name": name, "shape": shape} for name, shape in model.inputs.items()],
        "mxnet": mx.__version__,
        "seed": zoo_export.SEED,
        "outputs": described,
        "interior": interior,
        "whole": zoo_export.keep_whole(writer, symbol, parameters, model.inputs, x1, x2) if cut else [],
    }
    writer.write(folder, json.loads(json.dumps(manifest)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["make"])
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    model = zoo_models.describe(options.name)
    try:
        exported = export(model, options.folder)
    except Exception as failure:  # whatever gluoncv or MXNet raises
        traceback.print_exc()
        print(f"{type(failure).__name__}: {' '.join(str(failure).split())[:300]}", file=sys.stderr)
        return zoo_export.NOT_EXPORTED
    make(model, options.folder, *exported)
    return 0


if __name__ == "__main__":
    sys.exit(main())
