// What holds for every operator, whatever a file says: inference gives types or an Error, and a kernel keeps to the types.
#include <limits>
#include <map>

#include "ir/builder.h"
#include "ir/content.h"
#include "op_harness.h"
#include "ops/activation.h"
#include "ops/attention.h"
#include "ops/conv.h"
#include "ops/detection.h"
#include "ops/elementwise.h"
#include "ops/linear_algebra.h"
#include "ops/matmul.h"
#include "ops/norm.h"
#include "ops/op_table.h"
#include "ops/pool.h"
#include "ops/quant.h"
#include "ops/recurrent.h"
#include "ops/roi.h"
#include "ops/sampling.h"
#include "ops/scatter.h"
#include "ops/select.h"
#include "ops/sequence.h"
#include "ops/shape.h"
#include "ops/signal.h"

namespace nnfront::ops::testing {
namespace {

constexpr int rounds = 400;
// Larger results are inferred but not evaluated.
constexpr double largest_evaluated = 20000;

// One stream per operator, so that a further operator changes no other's cases; --gtest_random_seed=N gives others (0 where not given).
std::mt19937 stream_of(std::string_view op) {
  std::vector<std::uint32_t> words(op.begin(), op.end());
  words.push_back(static_cast<std::uint32_t>(GTEST_FLAG_GET(random_seed)));
  std::seed_seq sequence(words.begin(), words.end());
  return std::mt19937(sequence);
}

template <class T>
T any_of(std::mt19937& random, const std::vector<T>& choices) {
  return choices[static_cast<std::size_t>(draw(random, 0, static_cast<std::int64_t>(choices.size()) - 1))];
}

std::int64_t any_integer(std::mt19937& random) {
  const std::vector<std::int64_t> extremes = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                              std::int64_t{1} << 40, -(std::int64_t{1} << 40)};
  return draw(random, 0, 9) == 0 ? any_of(random, extremes) : draw(random, -2, 4);
}

double any_number(std::mt19937& random) {
  const double infinity = std::numeric_limits<double>::infinity();
  return any_of<double>(random, {0, 1, 2, 0.5, -1, -0.75, 1e-5, 1e300, infinity, -infinity, infinity - infinity});
}

Dim any_entry(std::mt19937& random) {
  const std::vector<Dim> symbols = {Dim::parse("d0"),   Dim::parse("d1"), Dim::parse("d0*d1"),
                                    Dim::parse("d0/2"), Dim::symbol("n"), Dim::unknown()};
  return draw(random, 0, 2) == 0 ? any_of(random, symbols) : Dim(any_integer(random));
}

template <class T, class Make>
std::vector<T> any_list(std::mt19937& random, Make&& make) {
  std::vector<T> list(static_cast<std::size_t>(draw(random, 0, 6)));
  for (T& each : list) each = make(random);
  return list;
}

AttrValue any_value(std::mt19937& random, const AttrField& field) {
  switch (field.kind) {
    case AttrKind::boolean:
      return draw(random, 0, 1) == 1;
    case AttrKind::integer:
      return any_integer(random);
    case AttrKind::number:
      return any_number(random);
    case AttrKind::integers:
      return any_list<std::int64_t>(random, any_integer);
    case AttrKind::numbers:
      return any_list<double>(random, any_number);
    case AttrKind::shape:
      return any_list<Dim>(random, any_entry);
    case AttrKind::choice:
      return any_of(random, field.choices);
    case AttrKind::text:
    case AttrKind::texts:
      break;
  }
  return field.value;
}

// Every attribute with this probability something else.
Attributes any_attributes(std::mt19937& random, const Attributes& from, double probability) {
  Attributes result = from;
  for (const AttrField& field : from.fields()) {
    if (std::bernoulli_distribution(probability)(random)) result = result.with(field.name, any_value(random, field));
  }
  return result;
}

// Mostly the same few dims and one type, so that not everything is refused at once.
TensorType any_type(std::mt19937& random, DType common, const Shape& common_shape) {
  const auto dtypes = all_dtypes();
  TensorType result = type(common, common_shape);
  if (draw(random, 0, 4) == 0) result.dtype = any_of(random, std::vector<DType>(dtypes.begin(), dtypes.end()));
  if (draw(random, 0, 2) != 0) return result;
  const std::vector<Dim> dims = {0, 1, 2, 3, 4, 8, Dim::symbol("n"), Dim::unknown(), std::int64_t{1} << 40};
  result.shape.resize(static_cast<std::size_t>(draw(random, 0, 5)));
  for (Dim& dim : result.shape) dim = any_of(random, dims);
  return result;
}

bool is_list(const Operator& op, const AttributeInput& input) {
  for (const AttrField& field : op.defaults.fields()) {
    if (field.name == input.attribute) {
      return field.kind == AttrKind::integers || field.kind == AttrKind::numbers || field.kind == AttrKind::shape;
    }
  }
  return false;
}

// Half of the inputs that stand for attributes are given, mostly by what they may be; their attributes are then at their defaults.
void add_attribute_inputs(std::mt19937& random, const Operator& op, Types& types, Attributes& attributes) {
  for (const AttributeInput& each : op.attribute_inputs) {
    const auto at = static_cast<std::size_t>(each.input);
    types.resize(std::max(types.size(), at + 1));
    types[at].reset();
    if (draw(random, 0, 1) == 0) continue;
    const Shape shape = is_list(op, each) ? Shape{draw(random, 0, 6)} : Shape{};
    types[at] = any_type(random, DType::int64, shape);
    for (const AttrField& field : op.defaults.fields()) {
      if (field.name == each.attribute && draw(random, 0, 19) != 0) attributes = attributes.with(field.name, field.value);
    }
  }
}

Types any_types(std::mt19937& random, const Operator& op) {
  const auto dtypes = all_dtypes();
  const DType common = draw(random, 0, 1) == 0 ? DType::float32 : any_of(random, std::vector<DType>(dtypes.begin(), dtypes.end()));
  Shape shape(static_cast<std::size_t>(draw(random, 0, 5)));
  for (Dim& dim : shape) dim = draw(random, 0, 4);
  Types types;
  for (const Operand& operand : op.inputs) {
    const bool variadic = operand.arity == Operand::Arity::variadic;
    const std::int64_t count = variadic ? draw(random, 0, 3) : 1;
    for (std::int64_t i = 0; i < count; ++i) {
      const bool absent = operand.arity == Operand::Arity::optional && draw(random, 0, 1) == 0;
      types.push_back(absent ? std::nullopt : std::optional(any_type(random, common, shape)));
    }
  }
  return types;
}

// A valid use of an operator whose inputs and attributes must fit one another so closely that chance does not find one.
struct Sample {
  Types types;
  Attributes attributes;
};

const std::map<std::string_view, Sample>& valid_samples() {
  using List = std::vector<std::int64_t>;
  const PoolAttrs pool = {List{2, 3}, List{1, 2}, List{0, 1, 1, 0}, List{1, 1}, PoolRounding::ceil};
  const TensorType image = f32({2, 4, 5, 6});
  ResizeAttrs resize;
  resize.sizes = {3, 9};
  const TensorType bytes = type(DType::uint8, {2, 4, 5, 6});
  const TensorType scale = f32({});
  const TensorType zero = type(DType::uint8, {});
  const Types on_grids = {bytes, scale, zero, scale, zero};
  const ConvAttrs layer = {List{2, 1}, List{1, 0, 0, 1}, List{1, 2}, 2};
  const TensorType kernel = type(DType::uint8, {6, 2, 3, 2});
  const TensorType bias = type(DType::int32, {6});
  static const std::map<std::string_view, Sample> samples = {
      {"conv", {{image, f32({6, 2, 3, 2}), f32({6})}, ConvAttrs{List{2, 1}, List{1, 0, 0, 1}, List{1, 2}, 2}}},
      {"conv_transpose",
       {{image, f32({4, 3, 2, 3}), f32({6})}, ConvTransposeAttrs{List{2, 1}, List{1, 0, 0, 1}, List{1, 2}, List{1, 0}, 2}}},
      {"max_pool", {{image}, pool}},
      {"max_pool_indices", {{image}, MaxPoolIndicesAttrs{pool, true}}},
      {"average_pool", {{image}, AveragePoolAttrs{pool, false}}},
      {"lp_pool", {{image}, LpPoolAttrs{pool, 2}}},
      {"adaptive_max_pool", {{image}, AdaptivePoolAttrs{List{2, 3}}}},
      {"adaptive_average_pool", {{image}, AdaptivePoolAttrs{List{2, 3}}}},
      {"global_max_pool", {{image}, {}}},
      {"global_average_pool", {{image}, {}}},
      {"global_lp_pool", {{image}, GlobalLpPoolAttrs{}}},
      {"dense", {{f32({2, 3}), f32({4, 3}), f32({4})}, {}}},
      {"matmul", {{f32({2, 3, 4}), f32({4, 5})}, MatmulAttrs{}}},
      {"batch_norm", {{image, f32({4}), f32({4}), f32({4}), f32({4})}, BatchNormAttrs{}}},
      {"layer_norm", {{image, f32({6}), f32({6})}, LayerNormAttrs{}}},
      {"rms_norm", {{image, f32({6})}, LayerNormAttrs{}}},
      {"group_norm", {{image, f32({4}), f32({4})}, GroupNormAttrs{2}}},
      {"instance_norm", {{image, f32({4}), f32({4})}, InstanceNormAttrs{}}},
      {"resize", {{image}, resize}},
      {"slice", {{f32({3, 4})}, SliceAttrs{List{0, 1}, List{0, 1}, List{3, 4}, List{1, 2}}}},
      {"quantize", {{f32({3, 4}), f32({3}), type(DType::uint8, {3})}, QuantizeAttrs{0}}},
      {"dequantize", {{type(DType::uint8, {3, 4}), f32({3, 2}), type(DType::uint8, {3, 2})}, DequantizeAttrs{1, 2}}},
      {"fake_quantize", {{f32({3, 4}), f32({4}), type(DType::uint8, {4})}, QuantizeAttrs{}}},
      {"dynamic_quantize", {{f32({3, 4})}, {}}},
      {"integer_conv", {{bytes, kernel, zero, type(DType::uint8, {6})}, layer}},
      {"quantized_conv", {{bytes, scale, zero, kernel, f32({6}), type(DType::uint8, {6}), scale, zero, bias}, layer}},
      {"integer_matmul", {{type(DType::uint8, {2, 3, 4}), type(DType::int8, {4, 5}), type(DType::uint8, {3})}, {}}},
      {"quantized_matmul",
       {{type(DType::uint8, {2, 3, 4}), f32({3}), zero, type(DType::uint8, {4, 5}), scale, type(DType::uint8, {5}), scale, zero},
        QuantizedMatmulAttrs{}}},
      {"quantized_add", {{bytes, scale, zero, type(DType::uint8, {6}), scale, zero, scale, zero}, {}}},
      {"quantized_mul", {{bytes, scale, zero, type(DType::uint8, {6}), scale, zero, scale, zero}, {}}},
      {"requantize", {on_grids, {}}},
      {"quantized_leaky_relu", {on_grids, LeakyReluAttrs{}}},
      {"quantized_sigmoid", {on_grids, {}}},
      {"quantized_softmax", {on_grids, QuantizedSoftmaxAttrs{}}},
      {"quantized_average_pool", {on_grids, AveragePoolAttrs{pool, true}}},
      {"quantized_global_average_pool", {on_grids, {}}},
      {"rnn", {{f32({3, 2, 3}), f32({1, 4, 3}), f32({1, 4, 4}), f32({1, 8}), type(DType::int32, {2}), f32({1, 2, 4})}, RnnAttrs{}}},
      {"gru", {{f32({3, 2, 3}), f32({1, 12, 3}), f32({1, 12, 4}), f32({1, 24}), type(DType::int32, {2}), f32({1, 2, 4})}, GruAttrs{}}},
      {"lstm",
       {{f32({3, 2, 3}), f32({1, 16, 3}), f32({1, 16, 4}), f32({1, 32}), type(DType::int32, {2}), f32({1, 2, 4}), f32({1, 2, 4})},
        LstmAttrs{}}},
      {"attention", {{f32({2, 4, 3, 4}), f32({2, 2, 3, 4}), f32({2, 2, 3, 4}), f32({3, 3})}, AttentionAttrs{}}},
      {"rotary_embedding", {{f32({2, 2, 3, 4}), f32({2, 3, 2}), f32({2, 3, 2})}, RotaryEmbeddingAttrs{}}},
  };
  return samples;
}

// The same for operators that read at places which data gives.
const std::map<std::string_view, Sample>& valid_samples_of_indexing() {
  using List = std::vector<std::int64_t>;
  const auto i64 = [](Shape shape) { return type(DType::int64, std::move(shape)); };
  const TensorType table = f32({5, 6});
  static const std::map<std::string_view, Sample> samples = {
      {"gather_elements", {{table, i64({2, 3})}, GatherElementsAttrs{}}},
      {"gather_nd", {{table, i64({4, 2})}, GatherNdAttrs{}}},
      {"scatter_elements", {{table, i64({2, 3}), f32({2, 3})}, ScatterElementsAttrs{}}},
      {"scatter_nd", {{table, i64({2, 1}), f32({2, 6})}, ScatterNdAttrs{}}},
      {"tensor_scatter", {{f32({2, 4, 3}), f32({2, 2, 3}), i64({2})}, TensorScatterAttrs{-2, CacheMode::circular}}},
      {"compress", {{table, type(DType::boolean, {4})}, CompressAttrs{0}}},
      {"reverse_sequence", {{table, i64({6})}, SequenceAttrs{}}},
      {"sequence_mask", {{table, i64({6})}, SequenceMaskAttrs{}}},
      {"sequence_last", {{f32({5, 1}), i64({1})}, SequenceAttrs{}}},
      {"bit_shift", {{i64({3}), i64({1})}, BitShiftAttrs{}}},
      {"logical_and", {{type(DType::boolean, {2, 3}), type(DType::boolean, {3})}, {}}},
      {"logical_or", {{type(DType::boolean, {2, 3}), type(DType::boolean, {3})}, {}}},
      {"logical_xor", {{type(DType::boolean, {2, 3}), type(DType::boolean, {3})}, {}}},
      {"where", {{type(DType::boolean, {2, 3}), f32({3}), f32({2, 1})}, {}}},
      {"einsum", {{f32({2, 3}), f32({3, 4})}, EinsumAttrs{"ij,jk->ik"}}},
      {"det", {{f32({2, 3, 3})}, {}}},
      {"inverse", {{f32({2, 2})}, {}}},
      {"cholesky", {{f32({1, 1})}, CholeskyAttrs{}}},
      {"max_unpool", {{f32({1, 1, 2}), i64({1, 1, 2})}, MaxUnpoolAttrs{List{2}, List{2}, List{0, 0}, List{}}}},
      {"im2col", {{f32({2, 3, 5})}, Im2colAttrs{List{2}, List{1}, List{1, 0}, List{2}}}},
      {"col2im", {{f32({1, 4, 3})}, Col2imAttrs{List{4}, List{2}, List{1}, List{0, 0}, List{1}}}},
      {"stft", {{f32({2, 9, 1}), f32({4})}, StftAttrs{}}},
      {"cosine_window", {{}, CosineWindowAttrs{}}},
      {"mel_weight_matrix", {{}, MelWeightMatrixAttrs{2, 8, 16, 0.0, 8.0, DType::float32}}},
  };
  return samples;
}

// And of detectors and samplers.
const std::map<std::string_view, Sample>& valid_samples_of_detection() {
  using List = std::vector<std::int64_t>;
  const auto i64 = [](Shape shape) { return type(DType::int64, std::move(shape)); };
  const TensorType map = f32({2, 4, 5, 6});
  BoxNmsAttrs nms;
  nms.id_index = 0;
  ProposalAttrs proposal;
  proposal.scales = {2};
  proposal.post_nms_top_n = 3;
  CorrelationAttrs correlation;
  correlation.pad_size = 1;
  static const std::map<std::string_view, Sample> samples = {
      {"box_iou", {{f32({2, 4}), f32({3, 4})}, BoxIouAttrs{}}},
      {"box_encode", {{f32({1, 3}), i64({1, 3}), f32({1, 3, 4}), f32({1, 4, 4}), f32({4}), f32({4})}, {}}},
      {"box_decode", {{f32({2, 3, 4}), f32({1, 3, 4})}, BoxDecodeAttrs{}}},
      {"bipartite_matching", {{f32({2, 3, 4})}, BipartiteMatchingAttrs{}}},
      {"non_max_suppression", {{f32({2, 5, 4}), f32({2, 3, 5})}, NonMaxSuppressionAttrs{3, 0.5, {}, BoxFormat::corner}}},
      {"box_nms", {{f32({2, 5, 6})}, nms}},
      {"multibox_prior", {{map}, MultiboxPriorAttrs{}}},
      {"multibox_detection", {{f32({2, 3, 4}), f32({2, 16}), f32({1, 4, 4})}, MultiboxDetectionAttrs{}}},
      {"proposal", {{f32({2, 6, 2, 3}), f32({2, 12, 2, 3}), f32({2, 3})}, proposal}},
      {"roi_pool", {{map, f32({3, 5})}, RoiPoolAttrs{List{2, 3}, 0.5}}},
      {"roi_align", {{map, f32({3, 4}), i64({3})}, RoiAlignAttrs{List{2, 2}, 0.5, 0, RoiAlignMode::average, false, true}}},
      {"psroi_pool", {{map, f32({1, 5})}, PsroiPoolAttrs{1, 2, 2, 1.0}}},
      {"grid_sample", {{map, f32({2, 3, 2, 2})}, GridSampleAttrs{}}},
      {"affine_grid", {{f32({2, 2, 3})}, AffineGridAttrs{List{3, 4}, false}}},
      {"deformable_conv",
       {{map, f32({6, 2, 3, 2}), f32({2, 24, 3, 5}), f32({6}), f32({2, 12, 3, 5})},
        DeformableConvAttrs{List{1, 1}, List{0, 0, 0, 0}, List{1, 1}, 2, 2, DeformableBorder::fade}}},
      {"correlation", {{map, map}, correlation}},
  };
  return samples;
}

// Null where there is none.
const Sample* valid_sample(std::string_view op) {
  for (const auto* samples : {&valid_samples(), &valid_samples_of_indexing(), &valid_samples_of_detection()}) {
    const auto found = samples->find(op);
    if (found != samples->end()) return &found->second;
  }
  return nullptr;
}

// Half of the uses are a valid one with little changed, where there is one.
Sample any_use_without_attribute_inputs(std::mt19937& random, const Operator& op) {
  const Sample* valid = valid_sample(op.name);
  if (valid == nullptr || draw(random, 0, 1) == 0) return {any_types(random, op), any_attributes(random, op.defaults, 0.75)};
  Sample use = *valid;
  if (!use.attributes.is<NoAttrs>()) use.attributes = any_attributes(random, use.attributes, 0.2);
  for (auto& each : use.types) {
    if (draw(random, 0, 9) == 0) each = any_type(random, each->dtype, each->shape);
  }
  return use;
}

Sample any_use(std::mt19937& random, const Operator& op) {
  Sample use = any_use_without_attribute_inputs(random, op);
  add_attribute_inputs(random, op, use.types, use.attributes);
  return use;
}

// A dimension that depends on the data is no larger than the inputs are.
bool is_small(const TensorType& type) {
  if (!type.ranked || type.dtype == DType::string) return false;
  // A dimension of 0 makes the array small, but not what a kernel notes down about the others.
  double count = 1;
  for (const Dim& dim : type.shape) {
    if (dim.is_symbolic()) return false;
    if (dim.is_integer()) count *= static_cast<double>(std::max<std::int64_t>(1, dim.integer()));
  }
  return count <= largest_evaluated;
}

bool is_concrete_and_small(const TensorType& type) {
  return is_small(type) && integers(type.shape).has_value();
}

// Arrays of these types, where they are concrete and small.
std::optional<Arrays> arrays_of(std::mt19937& random, const Types& types) {
  Arrays arrays;
  for (const std::optional<TensorType>& each : types) {
    if (each && !is_concrete_and_small(*each)) return std::nullopt;
    arrays.push_back(each ? std::optional(random_integers(random, *integers(each->shape), each->dtype)) : std::nullopt);
  }
  return arrays;
}

std::string described(const Types& types, const Attributes& attributes) {
  std::string result;
  for (const std::optional<TensorType>& each : types) result += " " + (each ? text(*each) : "none");
  for (const AttrField& field : attributes.fields()) {
    result += " " + field.name + "=";
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&field.value))
      result += fmt::format("[{}]", fmt::join(*integers, ","));
    if (const auto* numbers = std::get_if<std::vector<double>>(&field.value)) result += fmt::format("[{}]", fmt::join(*numbers, ","));
    if (const auto* integer = std::get_if<std::int64_t>(&field.value)) result += std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&field.value)) result += std::to_string(*number);
    if (const auto* shape = std::get_if<Shape>(&field.value)) result += text(*shape);
    if (const auto* choice = std::get_if<std::string>(&field.value)) result += *choice;
  }
  return result;
}

struct Counts {
  int inferred = 0;
  int evaluated = 0;
};

// What is inferred without the content of inputs that stand for attributes holds with it.
void expect_says_no_other(const Operator& op, const TensorType& without, const TensorType& with) {
  EXPECT_EQ(without.dtype, with.dtype) << op.name;
  if (without.ranked) {
    EXPECT_TRUE(compatible(without.shape, with.shape)) << op.name << ": " << text(without) << " and then " << text(with);
  }
}

// Throws Error where the operator refuses.
void try_once(std::mt19937& random, const Operator& op, const Types& types, const Attributes& attributes, Counts& counts) {
  const std::vector<TensorType> inferred = infer(op, types, attributes);
  ++counts.inferred;
  for (const TensorType& each : inferred) {
    for (const Dim& dim : each.shape) ASSERT_TRUE(!dim.is_integer() || dim.integer() >= 0) << op.name << " infers " << text(each);
  }
  const std::optional<Arrays> arrays = arrays_of(random, types);
  if (!op.eval || !arrays) return;
  const std::vector<const Array*> inputs = pointers(*arrays);
  const std::vector<TensorType> known = infer_from_arrays(op, attributes, inputs);
  ASSERT_EQ(known.size(), inferred.size()) << op.name;
  for (std::size_t i = 0; i < known.size(); ++i) expect_says_no_other(op, inferred[i], known[i]);
  if (!std::all_of(known.begin(), known.end(), is_small)) return;
  const std::vector<Array> outputs = eval_resolved(op, {inputs, attributes, known, nullptr});
  ++counts.evaluated;
  ASSERT_EQ(outputs.size(), known.size()) << op.name;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    ASSERT_TRUE(keeps_to(outputs[i], known[i])) << op.name << ": " << text(type_of(outputs[i])) << " is not " << text(known[i]);
  }
  // Where the data decides about a dimension, what was made says which it is.
  std::vector<TensorType> made;
  for (const Array& output : outputs) made.push_back(type_of(output));
  const std::vector<const TensorType*> pointed = pointers(types);
  const auto not_constant = std::make_unique<bool[]>(types.size());
  op.cost({pointed, made, attributes, std::span<const bool>(not_constant.get(), types.size())});
}

TEST(Properties, any_attributes_and_shapes_give_types_that_kernels_keep_or_an_error) {
  std::vector<std::string> never_evaluated;
  for (const Operator& op : operators().all()) {
    // Leaves take nothing; what owns subgraphs is refused without them (control_test.cpp).
    if (op.family == "leaf" || op.family == "control") continue;
    SCOPED_TRACE(op.name);
    std::mt19937 random = stream_of(op.name);
    Counts counts;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
      const auto& [types, attributes] = any_use(random, op);
      try {
        try_once(random, op, types, attributes, counts);
      } catch (const Error&) {
        // The other permitted outcome.
      } catch (const std::exception& other) {
        ADD_FAILURE() << op.name << described(types, attributes) << ": " << other.what();
      }
    }
    if (op.eval && counts.evaluated == 0) never_evaluated.emplace_back(op.name);
  }
  EXPECT_EQ(never_evaluated, std::vector<std::string>());
}

// ---- Contents: what a rule says of lists of sizes must be so, whatever the sizes are.

struct Numbers {
  Value value;
  Array array;
};

// A list or scalar that is computed from sizes, some of them symbols or unknown, with the array that it is for one choice of sizes.
Numbers any_numbers(std::mt19937& random, Builder& builder, std::map<std::string, Dim>& sizes, DType dtype) {
  Shape shape(static_cast<std::size_t>(draw(random, 1, 4)));
  std::vector<std::int64_t> shifts;
  std::vector<double> elements;
  for (Dim& dim : shape) {
    const std::int64_t size = draw(random, 0, 5);
    const std::int64_t kind = draw(random, 0, 3);
    dim = kind == 0 ? Dim(size) : kind == 1 ? Dim::unknown() : Dim::symbol(fmt::format("s{}", sizes.size()));
    if (kind > 1) sizes.emplace(dim.text(), size);
    shifts.push_back(draw(random, 0, 1) == 0 ? 0 : draw(random, -4, 4));
    elements.push_back(static_cast<double>(size + shifts.back()));
  }
  const auto count = static_cast<std::int64_t>(shape.size());
  const Value x = builder.input(fmt::format("x{}", builder.graph().inputs().size()), f32(shape));
  Value value = builder.add1("shape_of", {x});
  value = builder.add1("add", {value, builder.constant(Array::of<std::int64_t>({count}, shifts))});
  Numbers numbers{value, array({count}, elements, DType::int64)};
  if (draw(random, 0, 2) == 0) {
    numbers.value = builder.add1("gather", {value, builder.constant(array({}, {0}, DType::int64))});
    numbers.array = array({}, {elements[0]}, DType::int64);
  }
  if (dtype == DType::int64) return numbers;
  const Attributes to = operators().at("cast").defaults.with("to", std::string(name(dtype)));
  const std::vector<Array> cast = eval(operators().at("cast"), {numbers.array}, to);
  return {builder.add1("cast", {numbers.value}, to), cast[0]};
}

// Returns how many entries were told.
int check_contents(std::mt19937& random, const Operator& op) {
  Graph graph(operators());
  Builder builder(graph);
  std::map<std::string, Dim> sizes;
  const DType dtype = any_of<DType>(random, {DType::int64, DType::int64, DType::int32, DType::boolean, DType::uint8, DType::float32});
  std::vector<std::optional<Value>> values;
  std::vector<Array> arrays;
  for (const Operand& operand : op.inputs) {
    if (operand.arity == Operand::Arity::optional) break;
    const std::int64_t count = operand.arity == Operand::Arity::variadic ? draw(random, 1, 3) : 1;
    for (std::int64_t i = 0; i < count; ++i) {
      const bool condition = op.name == "where" && values.empty();
      const bool indices = op.name == "gather" && !values.empty();
      const Numbers numbers = any_numbers(random, builder, sizes, condition ? DType::boolean : indices ? DType::int64 : dtype);
      values.emplace_back(numbers.value);
      arrays.push_back(numbers.array);
    }
  }
  const Attributes attributes = any_attributes(random, op.defaults, 0.5);
  const std::vector<Value> results = builder.add(op.name, values, attributes);
  std::vector<const Array*> inputs;
  for (const Array& each : arrays) inputs.push_back(&each);
  const std::vector<TensorType> types = infer_from_arrays(op, attributes, inputs);
  if (!std::all_of(types.begin(), types.end(), is_small)) return 0;
  const std::vector<Array> outputs = op.eval({inputs, attributes, types, nullptr});
  int told = 0;
  const NodeIndex index(graph);
  for (std::size_t i = 0; i < results.size() && i < outputs.size(); ++i) {
    const Content* content = known_content(results[i], index);
    if (content == nullptr) continue;
    const std::vector<double> elements = to_doubles(outputs[i]);
    EXPECT_EQ(content->entries.size(), elements.size()) << op.name;
    for (std::size_t e = 0; e < elements.size() && e < content->entries.size(); ++e) {
      const Dim entry = content->entries[e].substitute(sizes);
      told += entry.is_integer() ? 1 : 0;
      EXPECT_TRUE(!entry.is_integer() || static_cast<double>(entry.integer()) == elements[e])
          << op.name << ": " << content->entries[e].text() << " is " << entry.text() << ", not " << elements[e];
    }
  }
  return told;
}

TEST(Properties, contents_hold_for_any_sizes) {
  std::vector<std::string> never_told;
  for (const Operator& op : operators().all()) {
    if (!op.content) continue;
    std::mt19937 random = stream_of(op.name);
    int told = 0;
    for (int round = 0; round < 600 && !HasFailure(); ++round) {
      try {
        told += check_contents(random, op);
      } catch (const Error&) {
        // Lists that the operator does not take.
      }
    }
    if (told == 0) never_told.emplace_back(op.name);
  }
  EXPECT_EQ(never_told, std::vector<std::string>());
}

}  // namespace
}  // namespace nnfront::ops::testing
