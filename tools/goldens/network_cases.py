"""Cases of mxnet_operators.py: small whole networks as gluonnlp's are made, of recurrence and of attention."""

from operator_case import Case, integers, normal, uniform


def language_model(symbol, tokens, h, c):
    """Embedding, two fused LSTM layers, and the scores of every next word: how gluonnlp's language models are made."""
    words, width = 12, 6
    table = symbol.var("table_weight", shape=(words, width))
    embedded = symbol.Dropout(symbol.Embedding(tokens, table, input_dim=words, output_dim=width), p=0.2)
    parameters = symbol.var("lstm_parameters", init="zeros")
    encoded = symbol.RNN(embedded, parameters, h, c, mode="lstm", num_layers=2, state_size=width, state_outputs=True)
    hidden = symbol.Reshape(encoded[0], shape=(-1, width))
    scores = symbol.FullyConnected(hidden, table, num_hidden=words, name="decoder")  # the weights are tied to the embedding's
    return symbol.Group(
        [symbol.log_softmax(symbol.reshape_like(scores, embedded, lhs_begin=0, lhs_end=1, rhs_begin=0, rhs_end=2)), encoded[1], encoded[2]]
    )


def decoder_layer(symbol, x, memory, lengths):
    """Attention to what came before, under a mask by length, and to another sequence; both interleaved, as gluonnlp's transformers have
    them; then a gated feed-forward part."""
    heads, width = 2, 8
    qkv = symbol.FullyConnected(x, num_hidden=3 * width, flatten=False)
    scores = symbol.contrib.interleaved_matmul_selfatt_qk(qkv, heads=heads)
    repeated = symbol.repeat(symbol.cast(lengths, dtype="int32"), repeats=heads, axis=0)
    limit = symbol.broadcast_add(
        symbol.zeros_like(symbol.slice_axis(symbol.cast(scores, dtype="int32"), axis=2, begin=0, end=1)),
        symbol.Reshape(repeated, shape=(-1, 1, 1)),
    )
    weights = symbol.softmax(scores, length=symbol.squeeze(limit, axis=2), use_length=True, axis=-1)
    mixed = symbol.contrib.interleaved_matmul_selfatt_valatt(qkv, weights, heads=heads)
    x = symbol.LayerNorm(x + symbol.FullyConnected(mixed, num_hidden=width, flatten=False))
    q = symbol.FullyConnected(x, num_hidden=width, flatten=False)
    kv = symbol.FullyConnected(memory, num_hidden=2 * width, flatten=False)
    weights = symbol.softmax(symbol.contrib.interleaved_matmul_encdec_qk(q, kv, heads=heads))
    mixed = symbol.contrib.interleaved_matmul_encdec_valatt(kv, weights, heads=heads)
    x = symbol.LayerNorm(x + symbol.FullyConnected(mixed, num_hidden=width, flatten=False))
    inner = symbol.FullyConnected(x, num_hidden=16, flatten=False)
    gated = symbol.SliceChannel(inner, num_outputs=2, axis=2)
    return symbol.LayerNorm(x + symbol.sigmoid(gated[0]) * symbol.tanh(gated[1]))


def sequence_classifier(symbol, x, lengths):
    """A bidirectional GRU over padded sequences and a mean over what is there."""
    parameters = symbol.var("gru_parameters", init="zeros")
    state = symbol.zeros(shape=(2, 3, 4))
    encoded = symbol.RNN(x, parameters, state, mode="gru", num_layers=1, state_size=4, bidirectional=True)
    masked = symbol.SequenceMask(encoded, sequence_length=lengths, use_sequence_length=True)
    mean = symbol.broadcast_div(symbol.sum(masked, axis=0), symbol.expand_dims(lengths, axis=1))
    last = symbol.SequenceLast(encoded, sequence_length=lengths, use_sequence_length=True)
    return symbol.FullyConnected(symbol.Concat(mean, last, dim=1), num_hidden=3)


NETWORK_CASES = [
    Case(
        "language_model",
        {"tokens": integers(0, 12, 5, 3), "h": uniform(-1, 1, 2, 3, 6), "c": uniform(-1, 1, 2, 3, 6)},
        build=language_model,
    ),
    Case("decoder_layer", {"x": normal(5, 2, 8), "memory": normal(4, 2, 8), "lengths": integers(1, 6, 2)}, build=decoder_layer),
    Case("sequence_classifier", {"x": normal(6, 3, 5), "lengths": integers(1, 7, 3)}, build=sequence_classifier),
]
