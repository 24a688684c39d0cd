"""Uses of the attention layers that onnxruntime's optimiser and model builders write."""

from dataclasses import replace

import numpy as np
from fused_case import BATCH, HEAD_WIDTH, HEADS, HIDDEN, KEYS, PAST, REAL, SHARED, STEPS, WIDTH, Draw, fused, given
from quantized_onnx import Case, Given

# ---- attention

MASK = [[1, 1, 1, 0], [1, 1, 0, 0]]
LONG_MASK = [[1] * (PAST + STEPS), [0] + [1] * (PAST + STEPS - 1)]
KEY_MASK = [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]


def attentions(draw: Draw) -> list[Case]:
    layer = [draw.data(BATCH, STEPS, WIDTH), draw.weight(WIDTH, 3 * HIDDEN), draw.weight(3 * HIDDEN)]
    narrow = [draw.data(BATCH, STEPS, WIDTH), draw.weight(WIDTH, 2 * HIDDEN + 6), draw.weight(2 * HIDDEN + 6)]
    causal = np.tril(np.ones((BATCH, STEPS, STEPS), np.int32))
    past = draw.data(2, BATCH, HEADS, PAST, HEAD_WIDTH)
    of = {"num_heads": HEADS}
    both = REAL * 2
    return [
        fused("Attention", layer, **of),
        fused("Attention", [*layer[:2], None], scale=0.3, **of),
        fused("Attention", layer, unidirectional=1, **of),
        fused("Attention", [*layer, given(MASK)], **of),
        fused("Attention", [*layer, given(causal)], mask_filter_value=-50.0, **of),
        fused("Attention", [*layer, given([4, 2])], **of),
        fused("Attention", narrow, qkv_hidden_sizes=[HIDDEN, HIDDEN, 6], **of),
        fused("Attention", [*layer, given(MASK), None, draw.data(1, HEADS, STEPS, STEPS)], **of),
        fused("Attention", [*layer, None, past], both, unidirectional=1, **of),
        fused("Attention", [*layer, given(LONG_MASK), past], both, unidirectional=1, **of),
    ]


def quantized_attentions(draw: Draw) -> list[Case]:
    cases = []
    for w_type, columns in ((np.int8, 3 * HIDDEN), (np.uint8, 1)):
        x = Given(draw.bytes(np.uint8, BATCH, STEPS, WIDTH), stored=False)
        shape = (columns,) if columns > 1 else ()
        zero = Given(np.zeros(shape, w_type) if w_type is np.int8 else draw.bytes(w_type))
        layer = [x, Given(draw.bytes(w_type, WIDTH, 3 * HIDDEN)), draw.weight(3 * HIDDEN), draw.scale(), draw.scale(*shape)]
        past = draw.data(2, BATCH, HEADS, PAST, HEAD_WIDTH)
        zeros = [Given(draw.bytes(np.uint8)), zero]
        cases.append(fused("QAttention", [*layer, None, *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given(MASK), *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given([4, 2]), *zeros], num_heads=HEADS))
        cases.append(fused("QAttention", [*layer, given(LONG_MASK), *zeros, past], REAL * 2, num_heads=HEADS, unidirectional=1))
    return cases


def multi_head_attentions(draw: Draw) -> list[Case]:
    q = draw.data(BATCH, STEPS, HIDDEN)
    rows = [q, draw.data(BATCH, KEYS, HIDDEN), draw.data(BATCH, KEYS, 6)]
    own = [draw.data(BATCH, STEPS, HIDDEN) for _ in range(3)]
    cache = [draw.data(BATCH, HEADS, KEYS, HEAD_WIDTH) for _ in range(2)]
    past = [draw.data(BATCH, HEADS, PAST, HEAD_WIDTH) for _ in range(2)]
    bias = draw.weight(3 * HIDDEN)
    of = {"num_heads": HEADS}
    return [
        fused("MultiHeadAttention", rows, **of),
        fused("MultiHeadAttention", [*rows, draw.weight(2 * HIDDEN + 6)], scale=0.5, **of),
        fused("MultiHeadAttention", [*rows, None, given(KEY_MASK)], **of),
        fused("MultiHeadAttention", [*rows, None, given([3, 5])], **of),
        fused("MultiHeadAttention", [*rows, None, given(draw.random.random((BATCH, STEPS, KEYS)) > 0.3)], **of),
        fused("MultiHeadAttention", [*rows, None, given(KEY_MASK), draw.data(1, HEADS, STEPS, KEYS)], **of),
        fused("MultiHeadAttention", [*own, bias, None, None, *past], REAL * 3, unidirectional=1, **of),
        fused("MultiHeadAttention", [q, *cache, bias], **of),
        fused("MultiHeadAttention", [q, *cache], **of),
    ]


def rotary_embeddings(draw: Draw) -> list[Case]:
    tables = [draw.weight(16, 4), draw.weight(16, 4)]
    places = draw.indices(16, BATCH, STEPS, dtype=np.int64)
    first = given([5], np.int64)
    return [
        fused("RotaryEmbedding", [draw.data(BATCH, 3, STEPS, 8), places, *tables]),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 24), places, *tables], interleaved=1),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 24), first, *tables]),
        fused("RotaryEmbedding", [draw.data(BATCH, STEPS, 36), places, *tables], num_heads=3, rotary_embedding_dim=8),
    ]


TOTAL = PAST + 1
GROUP_WIDTH = 32  # onnxruntime wants a multiple of 16, and half as many turned


def grouped(draw: Draw, steps: int, total: int, counts: list[int], cached: int = 0, further: dict | None = None, **attributes) -> Case:
    """GroupQueryAttention: `counts` positions of each sample, its cache as long as `cached`, further operands by their place."""
    batch = len(counts)
    rows = [draw.data(batch, steps, heads * GROUP_WIDTH) for heads in (SHARED, HEADS, HEADS)]
    cache = [draw.data(batch, HEADS, cached, GROUP_WIDTH) for _ in range(2)] if cached else [None, None]
    operands = [*rows, *cache, given([count - 1 for count in counts]), Given(np.int32(total))]
    for place, operand in sorted((further or {}).items()):
        operands += [None] * (place - len(operands)) + [operand]
    return fused("GroupQueryAttention", operands, REAL * 3, num_heads=SHARED, kv_num_heads=HEADS, **attributes)


def grouped_attentions(draw: Draw) -> list[Case]:
    tables = {7: draw.weight(16, GROUP_WIDTH // 2), 8: draw.weight(16, GROUP_WIDTH // 2)}
    part = {7: draw.weight(16, GROUP_WIDTH // 4), 8: draw.weight(16, GROUP_WIDTH // 4)}
    packed = draw.data(BATCH, STEPS, (SHARED + 2 * HEADS) * GROUP_WIDTH)
    first, counts = [STEPS] * BATCH, [TOTAL, TOTAL - 1]
    places = {**tables, 9: given([[3], [7]], np.int64)}
    cases = [
        grouped(draw, STEPS, STEPS, first),
        grouped(draw, STEPS, STEPS, first, scale=0.3, softcap=2.0),
        grouped(draw, STEPS, STEPS, first, cached=PAST + STEPS),
        grouped(draw, 6, 6, [6, 6], local_window_size=3),
        grouped(draw, STEPS, STEPS, first, further=tables, do_rotary=1),
        grouped(draw, STEPS, STEPS, first, further=tables, do_rotary=1, rotary_interleaved=1),
        grouped(draw, STEPS, STEPS, first, further=part, do_rotary=1),
        grouped(draw, STEPS, STEPS, first, further={10: draw.data(1, SHARED, STEPS, STEPS)}),
        grouped(draw, STEPS, STEPS, first, smooth_softmax=1),
        grouped(draw, STEPS, STEPS, first, further={11: draw.data(SHARED)}),
        grouped(draw, STEPS, STEPS, first, causal=0),
        grouped(draw, STEPS, STEPS, first, further={**tables, 9: draw.indices(8, BATCH, STEPS, dtype=np.int64)}, do_rotary=1),
        grouped(draw, 1, TOTAL, counts, cached=PAST),
        grouped(draw, 1, TOTAL, counts, cached=TOTAL + 2),
        grouped(draw, 1, TOTAL, counts, cached=PAST, further=tables, do_rotary=1),
        grouped(draw, 1, TOTAL, counts, cached=PAST, further=places, do_rotary=1),
        grouped(draw, 1, TOTAL, counts, cached=PAST, local_window_size=2),
        grouped(draw, 1, TOTAL, counts, cached=PAST, further={10: draw.data(BATCH, 1, 1, TOTAL), 11: draw.data(SHARED)}),
        grouped(draw, 3, PAST + 3, [PAST + 3], cached=PAST, further=tables, do_rotary=1, local_window_size=4),
    ]
    operands = [packed, None, None, None, None, given([STEPS - 1] * BATCH), Given(np.int32(STEPS))]
    return [*cases, fused("GroupQueryAttention", operands, REAL * 3, num_heads=SHARED, kv_num_heads=HEADS)]


# Of two layouts the columns of blocks that are seen, row by row: -1 fills up.
BLOCK_COLUMNS = [[0, 0, 1, 1, 2, 1, 2, 3, -1], [0, 0, 1, 0, 1, 2, 0, 2, 3]]
BLOCK_ROWS = [[0, 1, 3, 5, 8], [0, 1, 3, 6, 9]]


def sparse(draw: Draw, steps: int, total: int, counts: list[int], tables: list[Given], **attributes) -> Case:
    batch, block = len(counts), 16
    rows = [draw.data(batch, steps, heads * GROUP_WIDTH) for heads in (SHARED, HEADS, HEADS)]
    cache = [draw.data(batch, HEADS, 4 * block, GROUP_WIDTH) for _ in range(2)]
    lists = [Given(np.array(each, np.int32)) for each in (BLOCK_ROWS, BLOCK_COLUMNS)]
    operands = [*rows, *cache, *lists, Given(np.int32(total)), given(counts), *tables]
    of = {"num_heads": SHARED, "kv_num_heads": HEADS, "sparse_block_size": block, "do_rotary": int(bool(tables))}
    return replace(fused("SparseAttention", operands, REAL * 3, **of, **attributes), in_place={1: 3, 2: 4})


def sparse_attentions(draw: Draw) -> list[Case]:
    tables = [draw.weight(64, GROUP_WIDTH // 2) for _ in range(2)]
    return [
        sparse(draw, 40, 40, [40, 40], []),
        sparse(draw, 40, 40, [40, 40], tables, scale=0.3),
        sparse(draw, 1, 50, [50], []),
        sparse(draw, 1, 50, [50], tables, rotary_interleaved=1),
    ]


def decoder_attentions(draw: Draw) -> list[Case]:
    row = [draw.data(BATCH, 1, HIDDEN) for _ in range(3)]
    room = [draw.data(BATCH, HEADS, TOTAL + 2, HEAD_WIDTH) for _ in range(2)]
    cache = [draw.data(BATCH, HEADS, KEYS, HEAD_WIDTH) for _ in range(2)]
    shared, of = {"num_heads": HEADS, "past_present_share_buffer": 1}, {"num_heads": HEADS}
    mask = given([[1] * TOTAL, [0] + [1] * PAST])
    name, past = "DecoderMaskedMultiHeadAttention", given([PAST])
    bias = draw.weight(3 * HIDDEN)
    return [
        fused(name, [*row, None, None, *room, past], REAL * 3, **shared),
        fused(name, [*row, mask, None, *room, past], REAL * 3, **shared),
        fused(name, [*row, None, draw.data(1, HEADS, 1, TOTAL), *room, past], REAL * 3, scale=0.3, **shared),
        fused(name, [*row, None, None, *room, past, None, None, bias], REAL * 3, **shared),
        fused(name, [row[0], *cache], **of),
        fused(name, [row[0], *cache, given(KEY_MASK)], **of),
        fused(name, [row[0], *cache, None, None, None, None, None, None, None, bias], **of),
    ]
