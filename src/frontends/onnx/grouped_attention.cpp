// GroupQueryAttention and SparseAttention of onnxruntime: attention over a cache of keys and values, with positions turned in, and a window
// or blocks of keys that are seen.
#include <algorithm>
#include <limits>

#include "frontends/onnx/families.h"
#include "frontends/onnx/heads.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_blocks.h"
#include "ops/attention.h"
#include "ops/elements.h"
#include "ops/kernels.h"
#include "ops/scatter.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

enum CommonInput { query, key, value, past_key, past_value };
enum GroupedInput { last_positions = past_value + 1, grouped_total, grouped_cos, grouped_sin, position_ids, bias, sink };
enum SparseInput { block_rows = past_value + 1, block_columns, sparse_total, key_lengths, sparse_cos, sparse_sin };

// Where an operator lists what both have; negative: not at all.
struct CacheInputs {
  int total_length;
  int cosines;
  int sines;
  int position_ids = -1;
};
constexpr CacheInputs grouped_inputs = {grouped_total, grouped_cos, grouped_sin, position_ids};
constexpr CacheInputs sparse_inputs = {sparse_total, sparse_cos, sparse_sin};

constexpr double hidden = -std::numeric_limits<double>::infinity();

// How long everything is. The first call of a sequence has as many queries as there are positions; a later one finds so many of them in
// the cache.
struct Lengths {
  std::int64_t queries = 0;
  std::int64_t total = 0;
  std::int64_t cached = 0;  // as the cache is handed in, used or not
  bool is_first = false;

  std::int64_t capacity() const { return std::max(total, cached); }
};

Lengths lengths_of(NodeContext& context, const CacheInputs& inputs) {
  const std::optional<Shape> total = context.shape_content(inputs.total_length);
  if (!total || total->size() != 1 || !total->front().is_integer()) {
    context.refuse("a total length that depends on the data is not covered");
  }
  Lengths lengths;
  lengths.total = total->front().integer();
  lengths.queries = context.size(context.input(query), 1);
  if (context.has_input(past_key)) lengths.cached = context.size(context.input(past_key), 2);
  lengths.is_first = lengths.queries == lengths.total;
  if (lengths.total < lengths.queries || lengths.total > ops::checked_add(lengths.cached, lengths.queries)) {
    fail(ErrorCode::invalid_file, "{} positions in all, {} of them new and {} in the cache", lengths.total, lengths.queries,
         lengths.cached);
  }
  return lengths;
}

void refuse_what_others_run(NodeContext& context) {
  for (const std::string_view attribute : {"k_quant_type", "v_quant_type"}) {
    if (context.attr<std::string>(attribute, "NONE") != "NONE") context.refuse("a quantized cache is not covered");
  }
  if (context.attr<bool>("sliding_window_cache", false)) context.refuse("a cache that moves along is not covered");
  if (context.has_input(14) || context.has_input(15)) context.refuse("norms of queries and keys inside are not covered");
  if (context.has_input(16)) context.refuse("queries that are padded on the right are not covered");
  if (context.has_output(3)) context.refuse("scores as an output are not covered");
  context.ignore({"kv_cache_bit_width", "qk_norm_epsilon", "q_norm_epsilon", "k_norm_epsilon", "qk_output"});
}

// [N, heads, steps, width] of queries, keys and values, which may stand side by side.
Values grouped_factors(NodeContext& context, std::int64_t heads, std::int64_t shared) {
  const Value q = context.input(query);
  Values rows = {q};
  if (context.has_input(key)) {
    rows = {q, context.input(key), context.input(value)};
  } else {
    const std::int64_t width = context.size(q, -1) / ops::checked_add(heads, ops::checked_multiply(2, shared));
    rows = context.add_all("split", {q}, ops::SplitAttrs{-1, {heads * width, shared * width, shared * width}, 1}, "qkv");
  }
  for (const Value row : rows) {
    if (!compatible(context.dim(row, 1), context.dim(q, 1))) context.refuse("keys of another sequence than the queries' are not covered");
  }
  return {split_heads(context, rows[0], heads, "q"), split_heads(context, rows[1], shared, "k"),
          split_heads(context, rows[2], shared, "v")};
}

Value whole(NodeContext& context, std::int64_t number) {
  return context.scalar(static_cast<double>(number), DType::int64);
}

// Everything about where queries and keys of one node stand.
struct Positions {
  Lengths lengths;
  Value steps;                // 0, 1, ... of the queries
  Value keys;                 // 0, 1, ... of the cache
  Value count;                // [N] how many positions a sample has
  std::optional<Value> past;  // [N] how many of them it had; nothing: none
};

// `count`: positions of each sample.
Positions positions_of(NodeContext& context, const Lengths& lengths, Value count) {
  Positions positions{lengths, context.counted(lengths.queries, "steps"), context.counted(lengths.capacity(), "positions"), count,
                      std::nullopt};
  if (!lengths.is_first) {
    positions.past = context.add("sub", {positions.count, whole(context, lengths.queries)}, {}, "past");
  }
  return positions;
}

// Queries and keys turned by their positions.
void turn(NodeContext& context, const Positions& positions, const CacheInputs& inputs, Values& factors) {
  if (!context.attr<bool>("do_rotary", false)) return context.ignore({"rotary_interleaved"});
  ops::RotaryEmbeddingAttrs attributes;
  attributes.interleaved = context.attr<bool>("rotary_interleaved", false);
  Value cos = context.input(inputs.cosines, ParameterRole::buffer);
  Value sin = context.input(inputs.sines, ParameterRole::buffer);
  attributes.rotary_dim = ops::checked_multiply(2, context.size(cos, 1));
  std::optional<Value> given = inputs.position_ids < 0 ? std::nullopt : context.optional_input(inputs.position_ids);
  if (positions.past && !given) {
    given = context.add("add", {context.reshape(*positions.past, {-1, 1}, "past.rows"), positions.steps}, {}, "places");
  } else if (!positions.past) {
    // The first of all positions says where the others are.
    Value rows = context.reshape(positions.steps, {1, -1}, "rows");
    if (given)
      rows = context.add("add", {rows, context.add("slice", {*given}, ops::SliceAttrs{{0, 1}, {0, 0}, {1, 1}, {1, 1}}, "first")}, {},
                         "places");
    cos = context.add("gather", {cos, rows}, ops::GatherAttrs{0, false}, "cos");
    sin = context.add("gather", {sin, rows}, ops::GatherAttrs{0, false}, "sin");
    given = std::nullopt;
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    factors[i] = context.add("rotary_embedding", {factors[i], cos, sin, given}, attributes, i == 0 ? "q.turned" : "k.turned");
  }
}

// `added` zeros behind the others along `axis`.
Value padded(NodeContext& context, Value x, std::int64_t axis, std::int64_t added, const std::string& part) {
  if (added == 0) return x;
  return context.add("pad", {x}, ops::PadAttrs{{0, added}, ops::PadMode::constant, 0.0, {axis}}, part);
}

// What was in the cache, and behind it what is new.
Value present(NodeContext& context, const Positions& positions, int past, Value fresh, const std::string& part) {
  const Lengths& lengths = positions.lengths;
  if (!positions.past) return padded(context, fresh, 2, lengths.capacity() - lengths.queries, part);
  const Value cache = padded(context, context.input(past), 2, lengths.capacity() - lengths.cached, part + ".cache");
  const Value is_past = context.add(
      "less", {context.reshape(positions.keys, {-1, 1}, part + ".rows"), context.reshape(*positions.past, {-1, 1, 1, 1}, part + ".past")},
      {}, part + ".is_past");
  const Value kept = context.add("where", {is_past, cache, context.scalar(0.0, context.dtype(cache))}, {}, part + ".kept");
  return context.add("tensor_scatter", {kept, fresh, *positions.past}, ops::TensorScatterAttrs{}, part);
}

// [S, 1], or [N, 1, S, 1] behind what a cache holds.
Value query_places(NodeContext& context, const Positions& positions) {
  const Value steps = context.reshape(positions.steps, {-1, 1}, "queries");
  if (!positions.past) return steps;
  return context.add("add", {steps, context.reshape(*positions.past, {-1, 1, 1, 1}, "behind")}, {}, "queries.places");
}

// Which keys a query sees: in a window as wide, or (0 and less) all that stand before it.
Value seen_keys(NodeContext& context, const Positions& positions, std::int64_t window) {
  const Value queries = query_places(context, positions);
  const Value before = context.add("less_equal", {positions.keys, queries}, {}, window > 0 ? "before" : "seen");
  if (window <= 0) return before;
  const Value first = context.add("sub", {queries, whole(context, window)}, {}, "window");
  return context.add("logical_and", {before, context.add("greater", {positions.keys, first}, {}, "near")}, {}, "seen");
}

Value grouped_seen(NodeContext& context, const Positions& positions) {
  const auto window = context.attr<std::int64_t>("local_window_size", -1);
  if (context.attr<bool>("causal", true)) return seen_keys(context, positions, window);
  return context.add("less", {positions.keys, context.reshape(positions.count, {-1, 1, 1, 1}, "counts")}, {}, "seen");
}

// Numbers that are added to the scores, where there are some.
Value with_bias(NodeContext& context, const Positions& positions, Value seen, DType dtype) {
  Value numbers = context.scalar(0.0, dtype);
  if (context.has_input(bias)) {
    numbers = padded(context, context.input(bias), 3, positions.lengths.capacity() - positions.lengths.total, "bias");
  }
  return context.add("where", {seen, numbers, context.scalar(hidden, dtype)}, {}, "mask");
}

// One more key, which is nothing: its score alone, a number for each head, counts in the softmax.
void add_sink(NodeContext& context, Value& keys, Value& values, Value& mask) {
  const Value wider = padded(context, mask, context.rank(mask) - 1, 1, "mask.wide");
  keys = padded(context, keys, 2, 1, "keys");
  values = padded(context, values, 2, 1, "values");
  mask = wider;
  if (!context.has_input(sink)) return;
  const Value column = context.reshape(context.input(sink), {1, -1, 1, 1}, "sink.column");
  const std::int64_t before = context.size(keys, 2) - 1;
  const Value row = context.add("pad", {column}, ops::PadAttrs{{before, 0}, ops::PadMode::constant, 0.0, {3}}, "sink.row");
  mask = context.add("add", {wider, row}, {}, "mask.sink");
}

// ---- SparseAttention

// The cache, with what is new written into it: the present is where the past was.
Value written(NodeContext& context, const Positions& positions, int past, Value fresh, std::string_view part) {
  return context.add("tensor_scatter", {context.input(past), fresh, positions.past}, ops::TensorScatterAttrs{}, part);
}

// What a constant of the graph may list: pairs of blocks, heads.
constexpr std::int64_t most_block_pairs = 1 << 26;
constexpr std::int64_t most_heads = 1 << 16;

// [layouts, blocks, blocks]: of queries in a block, which blocks of keys they see, from what the columns of each row are.
Array block_table(const std::vector<std::int64_t>& starts, const std::vector<std::int64_t>& columns, std::int64_t layouts) {
  const std::int64_t blocks = static_cast<std::int64_t>(starts.size()) / layouts - 1;
  const std::int64_t entries = static_cast<std::int64_t>(columns.size()) / layouts;
  if (ops::checked_multiply(ops::checked_multiply(layouts, blocks), blocks) > most_block_pairs) {
    fail(ErrorCode::unsupported, "{} layouts of {} blocks are not covered", layouts, blocks);
  }
  Array table(DType::boolean, {layouts, blocks, blocks});
  const std::span<std::uint8_t> seen = table.as_mutable<std::uint8_t>();
  for (std::int64_t row = 0; row < layouts * blocks; ++row) {
    const std::int64_t layout = row / blocks;
    const auto at = static_cast<std::size_t>(row + layout);
    if (starts[at] < 0 || starts[at + 1] > entries) fail(ErrorCode::invalid_file, "a row of blocks ends outside of the columns");
    for (std::int64_t i = starts[at]; i < starts[at + 1]; ++i) {
      const std::int64_t column = columns[static_cast<std::size_t>(layout * entries + i)];
      if (column < 0 || column >= blocks) fail(ErrorCode::invalid_file, "column {} of {} blocks", column, blocks);
      seen[static_cast<std::size_t>(row * blocks + column)] = 1;
    }
  }
  return table;
}

// [heads, S, L], or [N, heads, S, L] behind what a cache holds.
Value seen_blocks(NodeContext& context, const Positions& positions, std::int64_t heads) {
  const Tensor& starts = stored_content(context, block_rows, "blocks");
  const Tensor& columns = stored_content(context, block_columns, "blocks");
  const std::int64_t layouts = starts.dims().empty() ? 0 : starts.dims()[0];
  const bool fits =
      starts.dims().size() == 2 && columns.dims().size() == 2 && layouts > 0 && columns.dims()[0] == layouts && starts.dims()[1] > 1;
  if (!fits) fail(ErrorCode::invalid_file, "the lists of blocks are {} and {} elements", starts.size(), columns.size());
  if (heads > most_heads) context.refuse("{} heads are not covered", heads);
  const auto block = context.attr<std::int64_t>("sparse_block_size");
  if (block < 1) fail(ErrorCode::invalid_file, "sparse_block_size is {}, wanted 1 or more", block);
  const Array array = block_table(ops::to_integers(starts.evaluate()), ops::to_integers(columns.evaluate()), layouts);
  const auto blocks_of = [&](Value places, std::string_view part) { return context.add("div", {places, whole(context, block)}, {}, part); };
  Value places = blocks_of(query_places(context, positions), "query_blocks");
  places = context.reshape(places, positions.past ? Shape{input_dim(0), -1} : Shape{-1}, "query_blocks.rows");
  const Value rows = context.add("gather", {context.constant(array, "blocks"), places}, ops::GatherAttrs{1, true}, "block_rows");
  const Value keys = context.add("gather", {rows, blocks_of(positions.keys, "key_blocks")}, ops::GatherAttrs{-1, true}, "block_keys");
  std::vector<std::int64_t> turns;
  for (std::int64_t head = 0; head < heads; ++head) turns.push_back(head % layouts);
  const Value seen = context.add("gather", {keys, context.integers(turns, "layouts")}, ops::GatherAttrs{0, false}, "block_heads");
  return positions.past ? context.transpose(seen, {1, 0, 2, 3}, "block_samples") : seen;
}

Values grouped_attention(NodeContext& context) {
  refuse_what_others_run(context);
  const std::int64_t heads = head_count(context, "num_heads");
  const std::int64_t shared = head_count(context, "kv_num_heads");
  const Lengths lengths = lengths_of(context, grouped_inputs);
  const Value last = context.cast(context.input(last_positions), DType::int64, "last");
  const Positions positions = positions_of(context, lengths, context.add("add", {last, whole(context, 1)}, {}, "count"));
  Values factors = grouped_factors(context, heads, shared);
  turn(context, positions, grouped_inputs, factors);
  const Value all_keys = present(context, positions, past_key, factors[1], "present_key");
  const Value all_values = present(context, positions, past_value, factors[2], "present_value");
  Value keys = all_keys;
  Value values = all_values;
  Value mask = grouped_seen(context, positions);
  const bool has_sink = context.attr<bool>("smooth_softmax", false) || context.has_input(sink);
  if (has_sink || context.has_input(bias)) mask = with_bias(context, positions, mask, context.dtype(keys));
  if (has_sink) add_sink(context, keys, values, mask);
  ops::AttentionAttrs attributes;
  attributes.scale = own_scale(context);
  attributes.softcap = context.attr<double>("softcap", 0.0);
  const Value y = context.add_all("attention", {factors[0], keys, values, mask}, attributes, "attention").front();
  return {join_heads(context, y), all_keys, all_values};
}

Values sparse_attention(NodeContext& context) {
  const std::int64_t heads = head_count(context, "num_heads");
  const std::int64_t shared = head_count(context, "kv_num_heads");
  const Lengths lengths = lengths_of(context, sparse_inputs);
  if (lengths.total > lengths.cached) {
    fail(ErrorCode::invalid_file, "{} positions in a cache for {}", lengths.total, lengths.cached);
  }
  // Of samples of different lengths onnxruntime's own results contradict what it defines.
  const bool is_one = context.dim(context.input(query), 0) == Dim(1);
  if (!lengths.is_first && !is_one) context.refuse("several samples behind a cache are not covered");
  const Positions positions = positions_of(context, lengths, context.cast(context.input(key_lengths), DType::int64, "count"));
  Values factors = grouped_factors(context, heads, shared);
  turn(context, positions, sparse_inputs, factors);
  const Value keys = written(context, positions, past_key, factors[1], "present_key");
  const Value values = written(context, positions, past_value, factors[2], "present_value");
  const Value near = seen_blocks(context, positions, heads);
  const Value mask = context.add("logical_and", {seen_keys(context, positions, 0), near}, {}, "seen.blocks");
  ops::AttentionAttrs attributes;
  attributes.scale = own_scale(context);
  const Value y = context.add_all("attention", {factors[0], keys, values, mask}, attributes, "attention").front();
  return {join_heads(context, y), keys, values};
}

}  // namespace

std::vector<OperatorRow> grouped_attention_rows() {
  using enum Fate;
  return {
      {"com.microsoft",
       "GroupQueryAttention",
       rewritten,
       {{1, grouped_attention}},
       "",
       "heads, positions and attention over a cache; the total length in the file or by shapes"},
      {"com.microsoft",
       "SparseAttention",
       rewritten,
       {{1, sparse_attention}},
       "",
       "as GroupQueryAttention, with blocks of keys in the file that are seen"},
  };
}

}  // namespace nnfront::frontends::onnx
