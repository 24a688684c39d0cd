"""A frozen graph of TensorFlow in a session of what is installed, 1.15 or 2.x."""

import os
from pathlib import Path


def source_name(node):
    """Where TensorFlow did not take it, it stands in an attribute (src/emit/tensorflow/emitter.h)."""
    return node.attr["_source_name"].s.decode() if "_source_name" in node.attr else node.name


def load(path):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow.compat.v1 as tf

    definition = tf.GraphDef()
    definition.ParseFromString(Path(path).read_bytes())
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(definition, name="")
    session = tf.Session(graph=graph)
    read = {name.split(":")[0] for node in definition.node for name in node.input}
    inputs = {source_name(node): node.name + ":0" for node in definition.node if node.op == "Placeholder"}
    outputs = {source_name(node): node.name + ":0" for node in definition.node if node.op != "Placeholder" and node.name not in read}
    return lambda arrays: session.run(outputs, {inputs[name]: array for name, array in arrays.items()})
