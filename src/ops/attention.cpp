#include "ops/attention.h"

#include <cmath>
#include <limits>

#include "ir/builder.h"
#include "ir/graph.h"
#include "ops/activation.h"
#include "ops/elementwise.h"
#include "ops/kernels.h"
#include "ops/matmul.h"
#include "ops/shape.h"

namespace nnfront::ops {

namespace {

// ---- attention

enum AttentionInput { query, key, value, mask, past_key, past_value, valid_lengths };

void check_numbers(const AttentionAttrs& attrs) {
  if (attrs.scale) check_finite("attention_c7", "scale", *attrs.scale);
  check_finite("attention_c7", "softcap", attrs.softcap);
  if (attrs.softcap < 0) violated("attention_c7", "softcap: got {}, wanted 0 or more", attrs.softcap);
  if (attrs.softmax_dtype) check_dtype("attention_c7", "softmax_dtype", {*attrs.softmax_dtype, {}}, DTypeClass::floating);
}

void check_operands(const InferContext& context) {
  const DType dtype = context.input(query).dtype;
  constexpr std::pair<AttentionInput, std::string_view> operands[] = {
      {query, "q"}, {key, "k"}, {value, "v"}, {past_key, "past_key"}, {past_value, "past_value"}};
  check_dtype("attention_c2", "q", context.input(query), DTypeClass::floating);
  for (const auto& [i, name] : operands) {
    if (!context.has(i)) continue;
    check_rank("attention_c1", name, context.input(i), 4);
    check_same_dtype("attention_c2", name, context.input(i), dtype);
  }
  if (context.has(past_key) != context.has(past_value)) violated("attention_c5", "got one of past_key and past_value, wanted both or none");
}

struct AttentionDims {
  Dim batch, heads, shared_heads, queries, total, width, value_width;
};

void check_heads(const Dim& heads, const Dim& shared_heads) {
  if (!heads.is_integer() || !shared_heads.is_integer()) return;
  const std::int64_t shared = shared_heads.integer();
  if (shared == 0 ? heads.integer() != 0 : heads.integer() % shared != 0) {
    violated("attention_c4", "got {} heads of q and {} of k, wanted a multiple", heads.integer(), shared);
  }
}

// Where there is a past, k and v stand behind it.
Dim total_length(const InferContext& context, const Shape& k, const Shape& v) {
  Dim length = common_dim("attention_c3", "length of v", v[2], k[2]);
  if (!context.has(past_key)) return length;
  const Shape& keys = context.input(past_key).shape;
  const Shape& values = context.input(past_value).shape;
  check_shape("attention_c5", "past_key", keys, {k[0], k[1], keys[2], k[3]});
  check_shape("attention_c5", "past_value", values, {v[0], v[1], keys[2], v[3]});
  return length + common_dim("attention_c5", "length of past_value", values[2], keys[2]);
}

AttentionDims attention_dims(const InferContext& context) {
  const Shape& q = context.input(query).shape;
  const Shape& k = context.input(key).shape;
  const Shape& v = context.input(value).shape;
  AttentionDims dims;
  dims.batch = common_dim("attention_c3", "batch of k", k[0], q[0]);
  dims.batch = common_dim("attention_c3", "batch of v", v[0], dims.batch);
  dims.heads = q[1];
  dims.shared_heads = common_dim("attention_c3", "heads of v", v[1], k[1]);
  dims.queries = q[2];
  dims.width = common_dim("attention_c3", "last dimension of k", k[3], q[3]);
  dims.value_width = v[3];
  check_heads(dims.heads, dims.shared_heads);
  dims.total = total_length(context, k, v);
  return dims;
}

void check_mask(const InferContext& context, const Shape& scores) {
  if (!context.has(mask)) return;
  const TensorType& type = context.input(mask);
  if (type.dtype != DType::boolean) check_same_dtype("attention_c6", "mask", type, context.input(query).dtype);
  if (type.shape.empty() || type.shape.size() > 4) violated("attention_c6", "mask: got {}, wanted rank 1 to 4", text(type));
  Shape wanted(scores.end() - static_cast<std::ptrdiff_t>(type.shape.size()), scores.end());
  const Dim& last = type.shape.back();
  const bool shorter = last.is_integer() && wanted.back().is_integer() && last.integer() < wanted.back().integer();
  if (shorter) wanted.back() = last;
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    if (type.shape[d] == Dim(1)) continue;
    check_dim("attention_c6", fmt::format("mask dimension {}", d), type.shape[d], wanted[d]);
  }
}

std::vector<TensorType> infer_attention(const InferContext& context) {
  check_numbers(context.attrs<AttentionAttrs>());
  check_operands(context);
  const AttentionDims dims = attention_dims(context);
  const Shape scores = {dims.batch, dims.heads, dims.queries, dims.total};
  check_mask(context, scores);
  if (context.has(valid_lengths)) {
    check_dtype("attention_c6", "valid_lengths", context.input(valid_lengths), DTypeClass::integer);
    check_shape("attention_c6", "valid_lengths", context.input(valid_lengths).shape, {dims.batch});
  }
  const DType dtype = context.input(query).dtype;
  return {{dtype, {dims.batch, dims.heads, dims.queries, dims.value_width}},
          {dtype, {dims.batch, dims.shared_heads, dims.total, dims.width}},
          {dtype, {dims.batch, dims.shared_heads, dims.total, dims.value_width}},
          {dtype, scores}};
}

// Takes one node apart.
class AttentionParts {
 public:
  AttentionParts(Builder& builder, const Node& node) : builder_(builder), node_(node), attrs_(node.attributes.as<AttentionAttrs>()) {}

  std::vector<Value> build() {
    const Value keys = behind_past(past_key, key);
    const Value values = behind_past(past_value, value);
    const Value product = scaled_product(keys);
    const Value capped = with_cap(product);
    const Value masked = with_masks(capped);
    const Value weights = softmax(masked);
    const Value y = grouped_product(weights, values, false);
    const Value scores[] = {product, capped, masked, weights};
    return {y, keys, values, scores[static_cast<std::size_t>(attrs_.scores)]};
  }

 private:
  bool has(AttentionInput i) const { return static_cast<std::size_t>(i) < node_.inputs.size() && node_.inputs[i].has_value(); }
  Value operand(AttentionInput i) const { return *node_.inputs[i]; }
  DType dtype() const { return builder_.type(operand(query)).dtype; }

  std::int64_t dimension(Value of, std::size_t d) const {
    const Dim& dim = builder_.type(of).shape[d];
    if (!dim.is_integer()) fail(ErrorCode::unsupported, "attention is taken apart for shapes in numbers, got {}", text(builder_.type(of)));
    return dim.integer();
  }

  Value number(double number) { return builder_.constant(from_doubles(dtype(), {}, std::span(&number, 1))); }

  Value reshape(Value x, std::string_view dims) {
    Shape shape;
    for (std::size_t start = 0; start <= dims.size();) {
      const std::size_t end = std::min(dims.find(' ', start), dims.size());
      shape.push_back(Dim::parse(dims.substr(start, end - start)));
      start = end + 1;
    }
    return builder_.add1("reshape", {x}, ReshapeAttrs{shape});
  }

  Value behind_past(AttentionInput past, AttentionInput present) {
    if (!has(past)) return operand(present);
    return builder_.add1("concat", {operand(past), operand(present)}, AxisAttrs{2});
  }

  // a b, or a b^T, where several heads of `a` in a row share one of `b`.
  Value grouped_product(Value a, Value b, bool transpose_b) {
    const std::int64_t heads = dimension(a, 1);
    const std::int64_t shared = dimension(b, 1);
    const MatmulAttrs attrs{false, transpose_b};
    if (heads == shared) return builder_.add1("matmul", {a, b}, attrs);
    const std::string groups = std::to_string(heads / shared);
    const Value grouped = reshape(a, "d0 d1/" + groups + " " + groups + " d2 d3");
    const Value y = builder_.add1("matmul", {grouped, reshape(b, "d0 d1 1 d2 d3")}, attrs);
    return reshape(y, "d0 d1*d2 d3 d4");
  }

  // Each factor takes the root of the scale, so that a product of small types does not overflow.
  Value scaled_product(Value keys) {
    const double scale = attrs_.scale.value_or(1 / std::sqrt(static_cast<double>(dimension(operand(query), 3))));
    const double root = std::sqrt(std::abs(scale));
    const Value q = builder_.add1("mul", {operand(query), number(std::copysign(root, scale))});
    return grouped_product(q, builder_.add1("mul", {keys, number(root)}), true);
  }

  Value with_cap(Value scores) {
    if (attrs_.softcap == 0) return scores;
    const Value cap = number(attrs_.softcap);
    const Value bounded = builder_.add1("tanh", {builder_.add1("div", {scores, cap})});
    return builder_.add1("mul", {bounded, cap});
  }

  Value with_masks(Value scores) {
    const std::int64_t total = dimension(scores, 3);
    if (has(mask)) scores = with_mask(scores, total);
    if (attrs_.causal) scores = where_seen(scores, causal(scores, total));
    if (has(valid_lengths)) scores = where_seen(scores, valid(total));
    return scores;
  }

  Value with_mask(Value scores, std::int64_t total) {
    const Value given = operand(mask);
    const TensorType& type = builder_.type(given);
    const bool says_seen = type.dtype == DType::boolean;
    const std::int64_t length = dimension(given, type.shape.size() - 1);
    Value whole = given;
    if (length < total && length != 1) {
      PadAttrs pad;
      pad.pads.assign(2 * type.shape.size(), 0);
      pad.pads.back() = total - length;
      pad.value = says_seen ? 0 : -std::numeric_limits<double>::infinity();
      whole = builder_.add1("pad", {given}, pad);
    }
    return says_seen ? where_seen(scores, whole) : builder_.add1("add", {scores, whole});
  }

  Value where_seen(Value scores, Value seen) {
    const Value bias = builder_.add1("where", {seen, number(0), number(-std::numeric_limits<double>::infinity())});
    return builder_.add1("add", {scores, bias});
  }

  Value positions(std::int64_t first, std::int64_t count, Shape shape) {
    const ArangeAttrs attrs{static_cast<double>(first), static_cast<double>(first + count), 1.0, DType::int64};
    return builder_.add1("reshape", {builder_.add1("arange", {}, attrs)}, ReshapeAttrs{std::move(shape)});
  }

  Value causal(Value scores, std::int64_t total) {
    const std::int64_t past = has(past_key) ? dimension(operand(past_key), 2) : 0;
    const Value queries = positions(past, dimension(scores, 2), {-1, 1});
    return builder_.add1("greater_equal", {queries, positions(0, total, {1, -1})});
  }

  Value valid(std::int64_t total) {
    const Value lengths = builder_.add1("cast", {operand(valid_lengths)}, CastAttrs{DType::int64});
    return builder_.add1("less", {positions(0, total, {1, -1}), builder_.add1("reshape", {lengths}, ReshapeAttrs{{-1, 1, 1, 1}})});
  }

  Value softmax(Value scores) {
    const bool other = attrs_.softmax_dtype && *attrs_.softmax_dtype != dtype();
    if (other) scores = builder_.add1("cast", {scores}, CastAttrs{*attrs_.softmax_dtype});
    const Value weights = builder_.add1("softmax", {scores}, SoftmaxAttrs{});
    return other ? builder_.add1("cast", {weights}, CastAttrs{dtype()}) : weights;
  }

  Builder& builder_;
  const Node& node_;
  const AttentionAttrs& attrs_;
};

std::vector<Value> decompose_attention(Builder& builder, const Node& node) {
  return AttentionParts(builder, node).build();
}

// Two matrix products; the scaling of q and k, and one operation per score for the softmax.
Cost cost_attention(const CostContext& context) {
  const std::int64_t scores = element_count(context.output_dims(3));
  const std::int64_t width = context.input_dims(query)[3];
  const std::int64_t value_width = context.input_dims(value)[3];
  Cost cost;
  cost.macs = cost.padded_macs = checked_multiply(scores, checked_add(width, value_width));
  const std::int64_t scaled = checked_add(element_count(context.input_dims(query)), element_count(context.output_dims(1)));
  cost.elementwise = checked_add(scores, scaled);
  return cost;
}

Operator attention() {
  return {
      .name = "attention",
      .family = "attention",
      .doc =
          "softmax(cap(q k^T * scale) + masks) v per head, with k and v behind what the past holds; cap(x) = softcap * tanh(x / softcap), "
          "nothing for 0. Several heads of q in a row may share one of k and v. causal: query i sees what stands up to position P + i. "
          "What "
          "is not seen gets -inf.",
      .inputs = {{"q", "[N, Hq, S, D]"},
                 {"k", "[N, Hk, T, D]"},
                 {"v", "[N, Hk, T, E]"},
                 {"mask",
                  "broadcasts to [N, Hq, S, P+T]; a number is added, a bool says what is seen; a last dimension that is shorter: the "
                  "rest is not seen",
                  Operand::Arity::optional},
                 {"past_key", "[N, Hk, P, D]", Operand::Arity::optional},
                 {"past_value", "[N, Hk, P, E]", Operand::Arity::optional},
                 {"valid_lengths", "integers [N]: so many positions of each sample are seen", Operand::Arity::optional}},
      .outputs = {{"y", "[N, Hq, S, E]"},
                  {"present_key", "[N, Hk, P+T, D]"},
                  {"present_value", "[N, Hk, P+T, E]"},
                  {"scores", "[N, Hq, S, P+T]: at the stage that the attribute says"}},
      .constraints = {{"attention_c1", "q, k, v and the past have rank 4"},
                      {"attention_c2", "q, k, v and the past have one floating type"},
                      {"attention_c3", "q, k and v agree in batch, k and v in heads and length, q and k in the last dimension"},
                      {"attention_c4", "q has a multiple of the heads of k"},
                      {"attention_c5", "past_key and past_value come together and differ from k and v in nothing but the length"},
                      {"attention_c6",
                       "mask is bool or of the type of q and broadcasts to the scores; valid_lengths has one integer per "
                       "sample"},
                      {"attention_c7", "scale is finite, softcap finite and not negative, softmax_dtype a floating type"}},
      .defaults = AttentionAttrs{},
      .infer = infer_attention,
      .cost = cost_attention,
      .decompose = decompose_attention,
      .source =
          "Vaswani et al., Attention Is All You Need, arXiv:1706.03762, section 3.2; https://onnx.ai/onnx/operators/onnx__Attention.html",
  };
}

// ---- rotary_embedding

enum RotaryInput { rotated, cosines, sines, at_positions };

std::vector<TensorType> infer_rotary(const InferContext& context) {
  const auto& attrs = context.attrs<RotaryEmbeddingAttrs>();
  const TensorType& x = context.input(rotated);
  check_rank("rotary_embedding_c1", "x", x, 4);
  check_dtype("rotary_embedding_c2", "x", x, DTypeClass::floating);
  check_same_dtype("rotary_embedding_c2", "cos", context.input(cosines), x.dtype);
  check_same_dtype("rotary_embedding_c2", "sin", context.input(sines), x.dtype);
  const Dim& width = x.shape[3];
  const Dim turned = attrs.rotary_dim == 0 ? width : Dim(attrs.rotary_dim);
  const bool fits = !width.is_integer() || turned.integer() <= width.integer();
  if (attrs.rotary_dim < 0 || !fits || (turned.is_integer() && turned.integer() % 2 != 0)) {
    violated("rotary_embedding_c3", "got {} of {} elements to turn, wanted an even number of them", turned.text(), width.text());
  }
  Shape wanted = {x.shape[0], x.shape[2], floor_div(turned, 2)};
  if (context.has(at_positions)) {
    check_dtype("rotary_embedding_c5", "positions", context.input(at_positions), DTypeClass::integer);
    check_shape("rotary_embedding_c5", "positions", context.input(at_positions).shape, {x.shape[0], x.shape[2]});
    check_rank("rotary_embedding_c4", "cos", context.input(cosines), 2);
    wanted = {context.input(cosines).shape[0], wanted[2]};
  } else {
    check_rank("rotary_embedding_c4", "cos", context.input(cosines), 3);
    if (context.input(cosines).shape[0] == Dim(1)) wanted[0] = 1;
  }
  check_shape("rotary_embedding_c4", "cos", context.input(cosines).shape, wanted);
  check_shape("rotary_embedding_c4", "sin", context.input(sines).shape, wanted);
  return {x};
}

// The row of cos and sin for position s of sample n.
std::int64_t table_row(const EvalContext& context, const std::vector<std::int64_t>& positions, std::int64_t n, std::int64_t s,
                       std::int64_t steps) {
  const std::vector<std::int64_t>& dims = context.input(cosines).dims();
  if (!context.has(at_positions)) return (dims[0] == 1 ? 0 : n) * steps + s;
  const std::int64_t position = positions[static_cast<std::size_t>(n * steps + s)];
  if (position < 0 || position >= dims[0]) {
    fail(ErrorCode::invalid_argument, "rotary_embedding: got position {}, wanted 0 to {}", position, dims[0] - 1);
  }
  return position;
}

std::vector<Array> eval_rotary(const EvalContext& context) {
  const auto& attrs = context.attrs<RotaryEmbeddingAttrs>();
  const std::vector<std::int64_t>& dims = context.input(rotated).dims();
  const std::vector<double> cos = to_doubles(context.input(cosines));
  const std::vector<double> sin = to_doubles(context.input(sines));
  const std::vector<std::int64_t> positions =
      context.has(at_positions) ? to_integers(context.input(at_positions)) : std::vector<std::int64_t>();
  const std::int64_t half = (attrs.rotary_dim == 0 ? dims[3] : attrs.rotary_dim) / 2;
  std::vector<double> y = to_doubles(context.input(rotated));
  for_each_index(std::span(dims).first(3), [&](std::span<const std::int64_t> index) {
    const std::int64_t row = table_row(context, positions, index[0], index[2], dims[2]);
    const std::int64_t first = ((index[0] * dims[1] + index[1]) * dims[2] + index[2]) * dims[3];
    for (std::int64_t i = 0; i < half; ++i) {
      double& a = y[static_cast<std::size_t>(first + (attrs.interleaved ? 2 * i : i))];
      double& b = y[static_cast<std::size_t>(first + (attrs.interleaved ? 2 * i + 1 : i + half))];
      const double c = cos[static_cast<std::size_t>(row * half + i)];
      const double s = sin[static_cast<std::size_t>(row * half + i)];
      const double turned = a * c - b * s;
      b = a * s + b * c;
      a = turned;
    }
  });
  return {from_doubles(context.input(rotated).dtype(), dims, y)};
}

Operator rotary_embedding() {
  return {
      .name = "rotary_embedding",
      .family = "attention",
      .doc =
          "Turns pairs (a, b) of the first rotary_dim elements of each row (0: all) by the angles of its position: a*cos - b*sin, a*sin + "
          "b*cos. Pairs are neighbours where interleaved, else elements i and i + rotary_dim/2.",
      .inputs = {{"x", "[N, H, S, D]"},
                 {"cos", "[positions, R/2] with positions, [N, S, R/2] or [1, S, R/2] without; R is rotary_dim, or D"},
                 {"sin", "as cos"},
                 {"positions", "integers [N, S]", Operand::Arity::optional}},
      .outputs = {{"y", "type of x"}},
      .constraints = {{"rotary_embedding_c1", "x has rank 4"},
                      {"rotary_embedding_c2", "x, cos and sin have one floating type"},
                      {"rotary_embedding_c3", "rotary_dim is even and at most the last dimension of x"},
                      {"rotary_embedding_c4", "cos and sin have the shape that follows from x, rotary_dim and positions"},
                      {"rotary_embedding_c5", "positions has one integer per sample and step"}},
      .defaults = RotaryEmbeddingAttrs{},
      .infer = infer_rotary,
      .eval = eval_rotary,
      .cost = cost_per_output_element,
      .source = "Su et al., RoFormer, arXiv:2104.09864; https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html",
  };
}

}  // namespace

std::vector<Operator> attention_operators() {
  return {attention(), rotary_embedding()};
}

}  // namespace nnfront::ops
