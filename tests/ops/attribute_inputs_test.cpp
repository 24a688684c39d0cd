// Inputs that stand for attributes, operator by operator: with their content they do what the attributes do; without it, or with part of
// it, inference says what can be said.
#include "ir/attribute_inputs.h"

#include "ir/content.h"
#include "op_harness.h"
#include "ops/activation.h"
#include "ops/detection.h"
#include "ops/matrix.h"
#include "ops/op_table.h"
#include "ops/reduce.h"
#include "ops/sampling.h"
#include "ops/shape.h"
#include "ops/signal.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  return operators().at(name);
}

Array ints(const std::vector<std::int64_t>& elements) {
  return Array::of<std::int64_t>({static_cast<std::int64_t>(elements.size())}, elements);
}
Array number(double value, DType dtype = DType::int64) {
  return array({}, {value}, dtype);
}
Array counted(std::vector<std::int64_t> dims, DType dtype = DType::float32) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i);
  return array(std::move(dims), elements, dtype);
}

constexpr auto none = std::nullopt;

void expect_same(std::string_view name, const Arrays& with_inputs, const Arrays& plain, const Attributes& attributes,
                 const Attributes& rest) {
  const std::vector<Array> wanted = eval(op(name), plain, attributes);
  const std::vector<Array> got = eval(op(name), with_inputs, rest);
  ASSERT_EQ(got.size(), wanted.size()) << name;
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(text(type_of(got[i])), text(type_of(wanted[i]))) << name;
    expect_elements(got[i], to_doubles(wanted[i]));
  }
}

void expect_same(std::string_view name, const Arrays& with_inputs, const Arrays& plain, const Attributes& attributes) {
  expect_same(name, with_inputs, plain, attributes, op(name).defaults);
}

TEST(AttributeInputs, do_what_the_attributes_do) {
  const Array x = counted({2, 3, 4});
  const Array image = counted({1, 2, 3, 3});
  expect_same("reshape", {x, ints({-1, 6})}, {x}, ReshapeAttrs{{-1, 6}});
  expect_same("broadcast_to", {counted({3, 1}), ints({2, 3, 4})}, {counted({3, 1})}, BroadcastToAttrs{{2, 3, 4}});
  expect_same("squeeze", {counted({1, 3, 1}), ints({-1})}, {counted({1, 3, 1})}, SqueezeAttrs{{2}});
  expect_same("unsqueeze", {x, ints({-1, 0})}, {x}, SqueezeAttrs{{0, 4}});
  expect_same("slice", {x, ints({1, -1}), ints({9, -9}), ints({1, -1}), ints({1, -2})}, {x}, SliceAttrs{{1, 2}, {1, -1}, {9, -9}, {1, -2}});
  expect_same("slice", {x, ints({1}), ints({2})}, {x}, SliceAttrs{{0}, {1}, {2}, {1}});
  expect_same("pad", {x, ints({1, 0}), number(7, DType::float32), ints({-1})}, {x}, PadAttrs{{0, 0, 1, 0, 0, 0}, PadMode::constant, 7});
  expect_same("tile", {x, ints({1, 2, 1})}, {x}, TileAttrs{{1, 2, 1}});
  expect_same("arange", {number(1), number(9), number(3)}, {}, ArangeAttrs{1, 9, 3});
  expect_same("one_hot", {ints({0, 2}), number(3), number(-1), number(5)}, {ints({0, 2})}, OneHotAttrs{3, -1, 5, -1});
  expect_same("topk", {x, ints({2})}, {x}, TopkAttrs{2});
  expect_same("resize", {image, ints({6, 4})}, {image}, ResizeAttrs{{6, 4}, {}});
  expect_same("resize", {image, none, array({2}, {2, 1.5})}, {image}, ResizeAttrs{{}, {2, 1.5}});
  ResizeAttrs crop{{6, 4}, {}};
  crop.coordinates = ResizeCoordinates::crop;
  ResizeAttrs cropped = crop;
  cropped.roi = {0.25, 0, 0.75, 1};
  expect_same("resize", {image, none, none, array({4}, {0.25, 0, 0.75, 1})}, {image}, cropped, crop);
  expect_same("split", {x, ints({1, 3})}, {x}, SplitAttrs{2, {1, 3}}, SplitAttrs{2, {}, 2});
  expect_same("clip", {x, number(3, DType::float32), number(11, DType::float32)}, {x}, ClipAttrs{3, 11});
  expect_same("clip", {x, none, number(11, DType::float32)}, {x}, ClipAttrs{.max = 11});
  expect_same("cumsum", {x, number(1, DType::int32)}, {x}, CumsumAttrs{1});
  expect_same("cumprod", {x, number(1, DType::int32)}, {x}, CumsumAttrs{1});
  for (const std::string_view name :
       {"reduce_sum", "reduce_mean", "reduce_prod", "reduce_min", "reduce_max", "reduce_l1", "reduce_l2", "reduce_log_sum_exp"}) {
    expect_same(name, {x, ints({-1, 0})}, {x}, ReduceAttrs{{0, 2}});
    expect_same(name, {x, ints({})}, {x}, ReduceAttrs{});
  }
}

TEST(AttributeInputs, of_places_and_signals_do_what_the_attributes_do) {
  const Array x = counted({2, 3, 4});
  expect_same("trilu", {x, number(1)}, {x}, TriluAttrs{true, 1});
  const Array boxes = array({1, 3, 4}, {0, 0, 2, 2, 0, 0, 2, 1, 5, 5, 6, 6});
  const Array scores = array({1, 1, 3}, {0.5, 0.75, 0.25});
  expect_same("non_max_suppression", {boxes, scores, ints({9}), number(0.25, DType::float32), number(0.3, DType::float32)}, {boxes, scores},
              NonMaxSuppressionAttrs{9, 0.25, static_cast<double>(0.3F), BoxFormat::corner});
  expect_same("non_max_suppression", {boxes, scores, ints({9}), none, none}, {boxes, scores}, NonMaxSuppressionAttrs{9, 0.0, {}, {}});
  expect_same("affine_grid", {counted({1, 2, 3}), ints({2, 2})}, {counted({1, 2, 3})}, AffineGridAttrs{{2, 2}, false});
  const Array columns = counted({1, 4, 3});
  expect_same("col2im", {columns, ints({4}), ints({2})}, {columns}, Col2imAttrs{{4}, {2}, {1}, {0, 0}, {1}},
              Col2imAttrs{{}, {}, {1}, {0, 0}, {1}});
  const Array pooled = counted({1, 1, 2});
  const Array places = array({1, 1, 2}, {0, 3}, DType::int64);
  expect_same("max_unpool", {pooled, places, ints({6})}, {pooled, places}, MaxUnpoolAttrs{{2}, {2}, {0, 0}, {6}},
              MaxUnpoolAttrs{{2}, {2}, {0, 0}, {}});
  const Array signal = counted({2, 4, 1});
  expect_same("dft", {signal, number(3)}, {signal}, DftAttrs{-2, 3, false, false});
  expect_same("dft", {signal, none, number(0)}, {signal}, DftAttrs{0, {}, false, false});
  expect_same("stft", {signal, none, number(2), number(2)}, {signal}, StftAttrs{2, 2, true});
  expect_same("cosine_window", {number(5)}, {}, CosineWindowAttrs{WindowKind::hann, 5, true, DType::float32});
  expect_same("mel_weight_matrix", {number(2), number(8), number(8192), number(0, DType::float32), number(4096, DType::float32)}, {},
              MelWeightMatrixAttrs{2, 8, 8192, 0, 4096, DType::float32});
}

// ---- Without their content.

std::string inferred(std::string_view name, const Types& inputs, const Attributes& attributes) {
  std::string result;
  for (const TensorType& each : infer(op(name), inputs, attributes)) result += (result.empty() ? "" : " ") + text(each);
  return result;
}
std::string inferred(std::string_view name, const Types& inputs) {
  return inferred(name, inputs, op(name).defaults);
}

TensorType list(const Dim& length) {
  return type(DType::int64, {length});
}
const TensorType scalar = type(DType::int64, {});

TEST(AttributeInputs, without_content_the_rank_is_known_where_it_can_be) {
  const TensorType x = f32({2, 3, 4});
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(inferred("reshape", {x, list(2)}), "float32[?,?]");
  EXPECT_EQ(inferred("reshape", {x, list(1)}), "float32[24]");
  EXPECT_EQ(inferred("reshape", {f32({1}), list(0)}), "float32[]");
  EXPECT_EQ(inferred("reshape", {x, list(n)}), "float32[...]");
  EXPECT_EQ(inferred("reshape", {x, TensorType::unranked(DType::int64)}), "float32[...]");
  EXPECT_EQ(inferred("broadcast_to", {x, list(4)}), "float32[?,2,3,4]");
  EXPECT_EQ(inferred("broadcast_to", {x, list(n)}), "float32[...]");
  EXPECT_EQ(inferred("squeeze", {x, list(1)}), "float32[?,?]");
  EXPECT_EQ(inferred("squeeze", {f32({1, 3}), list(0)}), "float32[3]");
  EXPECT_EQ(inferred("squeeze", {x, list(n)}), "float32[...]");
  EXPECT_EQ(inferred("squeeze", {f32({n, 3})}), "float32[...]");
  EXPECT_EQ(inferred("unsqueeze", {x, list(1)}), "float32[?,?,?,?]");
  EXPECT_EQ(inferred("unsqueeze", {x, list(n)}), "float32[...]");
  EXPECT_EQ(inferred("slice", {x, list(1), list(1)}), "float32[?,3,4]");
  EXPECT_EQ(inferred("slice", {x, list(1), list(1), list(1)}), "float32[?,?,?]");
  EXPECT_EQ(inferred("slice", {x, list(1), none, none, none}, SliceAttrs{{1}, {}, {2}, {}}), "float32[2,?,4]");
  EXPECT_EQ(inferred("pad", {x, list(6)}), "float32[?,?,?]");
  EXPECT_EQ(inferred("pad", {x, list(2)}, PadAttrs{{}, PadMode::edge, 0, {1}}), "float32[2,?,4]");
  EXPECT_EQ(inferred("pad", {x, none, scalar}, PadAttrs{{0, 0, 1, 0, 0, 0}}), "float32[2,3,5]");
  EXPECT_EQ(inferred("tile", {x, list(3)}), "float32[?,?,?]");
  EXPECT_EQ(inferred("arange", {none, scalar}), "float32[?]");
  EXPECT_EQ(inferred("one_hot", {list(2), scalar}), "float32[2,?]");
  EXPECT_EQ(inferred("one_hot", {list(2), none, scalar, scalar}), "float32[2,1]");
  EXPECT_EQ(inferred("topk", {x, scalar}), "float32[2,3,?] int64[2,3,?]");
  EXPECT_EQ(inferred("resize", {f32({1, 2, 3}), list(1)}), "float32[1,2,?]");
  EXPECT_EQ(inferred("resize", {f32({1, 2, 3}), none, f32({1})}), "float32[1,2,?]");
  EXPECT_EQ(inferred("split", {x, list(2)}, SplitAttrs{1, {}, 2}), "float32[2,?,4] float32[2,?,4]");
  EXPECT_EQ(inferred("clip", {x, f32({}), f32({1})}), "float32[2,3,4]");
  EXPECT_EQ(inferred("cumsum", {x, scalar}), "float32[2,3,4]");
  EXPECT_EQ(inferred("reduce_sum", {x, list(1)}), "float32[?,?]");
  EXPECT_EQ(inferred("reduce_sum", {x, list(1)}, ReduceAttrs{{}, true}), "float32[?,?,?]");
  EXPECT_EQ(inferred("reduce_sum", {x, list(0)}), "float32[]");
  EXPECT_EQ(inferred("reduce_sum", {x, list(n)}), "float32[...]");
  EXPECT_EQ(inferred("reduce_sum", {x, list(n)}, ReduceAttrs{{}, true}), "float32[?,?,?]");
}

TEST(AttributeInputs, without_content_places_and_signals_keep_their_rank) {
  const TensorType x = f32({2, 3, 4});
  EXPECT_EQ(inferred("trilu", {x, scalar}), "float32[2,3,4]");
  EXPECT_EQ(inferred("non_max_suppression", {f32({1, 6, 4}), f32({1, 2, 6}), scalar, scalar, scalar}), "int64[?,3]");
  EXPECT_EQ(inferred("affine_grid", {f32({5, 2, 3}), list(2)}), "float32[5,?,?,2]");
  EXPECT_EQ(inferred("affine_grid", {f32({5, 2, 3}), list(Dim::symbol("n"))}), "float32[...]");
  EXPECT_EQ(inferred("col2im", {f32({5, 8, 9}), list(2), list(2)}), "float32[5,?,?,?]");
  EXPECT_EQ(inferred("col2im", {f32({5, 8, 9}), list(2)}, Col2imAttrs{{}, {2, 2}, {}, {}, {}}), "float32[5,2,?,?]");
  EXPECT_EQ(inferred("col2im", {f32({5, 8, 9}), list(Dim::symbol("n"))}), "float32[...]");
  EXPECT_EQ(inferred("max_unpool", {x, type(DType::int64, {2, 3, 4}), list(1)}, MaxUnpoolAttrs{{2}, {2}, {0, 0}, {}}), "float32[2,3,?]");
  EXPECT_EQ(inferred("dft", {f32({2, 4, 1}), scalar}), "float32[2,?,2]");
  EXPECT_EQ(inferred("dft", {f32({2, 4, 1}), none, scalar}), "float32[?,?,2]");
  EXPECT_EQ(inferred("dft", {f32({2, 3, 2}), scalar}, DftAttrs{-2, {}, true, true}), "float32[2,?,1]");
  EXPECT_EQ(inferred("stft", {f32({2, 9, 1}), f32({4}), scalar}), "float32[2,?,3,2]");
  EXPECT_EQ(inferred("stft", {f32({2, 9, 1}), none, none, scalar}), "float32[2,?,?,2]");
  EXPECT_EQ(inferred("cosine_window", {scalar}), "float32[?]");
  EXPECT_EQ(inferred("mel_weight_matrix", {scalar, none, scalar}), "float32[1,?]");
}

// ---- With symbols in them.

using Known = std::vector<std::optional<std::vector<std::string>>>;

// known[i]: the entries of the input that stands for the attribute i; a text without brackets is a scalar.
std::string symbolic(std::string_view name, const TensorType& x, const Known& known, const Attributes& attributes) {
  const Operator& chosen = op(name);
  Types types = {x};
  if (chosen.inputs[0].arity == Operand::Arity::optional) types.clear();
  std::vector<std::optional<Content>> contents(types.size());
  for (const auto& entries : known) {
    contents.emplace_back();
    types.emplace_back();
    if (!entries) continue;
    contents.back() = Content{};
    for (const std::string& entry : *entries) contents.back()->entries.push_back(Dim::parse(entry));
    types.back() = list(static_cast<std::int64_t>(entries->size()));
  }
  const std::vector<const TensorType*> inputs = pointers(types);
  std::vector<std::optional<Array>> whole;
  for (const auto& each : contents) whole.push_back(each ? array_of_content(*each, DType::int64) : std::nullopt);
  const auto constant = [&](int i) { return whole[static_cast<std::size_t>(i)] ? &*whole[static_cast<std::size_t>(i)] : nullptr; };
  const auto partly = [&](int i) { return contents[static_cast<std::size_t>(i)]; };
  std::string result;
  for (const TensorType& each : infer_operator(chosen, {inputs, attributes, constant, nullptr, partly})) {
    result += (result.empty() ? "" : " ") + text(each);
  }
  return result;
}
std::string symbolic(std::string_view name, const TensorType& x, const Known& known) {
  return symbolic(name, x, known, op(name).defaults);
}

Shape shape(const std::vector<std::string>& dims) {
  Shape result;
  for (const std::string& dim : dims) result.push_back(Dim::parse(dim));
  return result;
}

TEST(AttributeInputs, symbols_reach_the_shapes) {
  const TensorType hidden = f32(shape({"batch", "seq", "768"}));
  EXPECT_EQ(symbolic("reshape", hidden, {{{"batch", "seq", "12", "64"}}}), "float32[batch,seq,12,64]");
  EXPECT_EQ(symbolic("reshape", hidden, {{{"batch", "-1", "12", "64"}}}), "float32[batch,seq,12,64]");
  EXPECT_EQ(symbolic("reshape", hidden, {{{"batch*seq", "-1"}}}), "float32[batch*seq,768]");
  EXPECT_EQ(symbolic("reshape", hidden, {{{"batch", "?", "768"}}}), "float32[batch,seq,768]");
  EXPECT_EQ(symbolic("reshape", hidden, {{{"?", "-1", "768"}}}), "float32[?,?,768]");
  EXPECT_EQ(symbolic("reshape", hidden, {{{"-1", "5"}}}), "float32[153*batch*seq+(3*batch*seq)/5,5]");
  EXPECT_EQ(symbolic("reshape", f32({Dim::symbol("batch"), Dim::unknown(), 6}), {{{"batch", "-1", "6"}}}), "float32[batch,?,6]");
  EXPECT_EQ(symbolic("broadcast_to", f32(shape({"1", "seq"})), {{{"batch", "1", "seq"}}}), "float32[batch,1,seq]");
  EXPECT_EQ(symbolic("tile", f32(shape({"1", "seq"})), {{{"batch", "2"}}}), "float32[batch,2*seq]");
  EXPECT_EQ(symbolic("one_hot", list(Dim::symbol("n")), {{{"depth"}}}), "float32[n,depth]");
  EXPECT_EQ(symbolic("topk", f32(shape({"n", "m"})), {{{"k"}}}), "float32[n,k] int64[n,k]");
  EXPECT_EQ(symbolic("resize", f32(shape({"1", "3", "h", "w"})), {{{"2*h", "2*w"}}}), "float32[1,3,2*h,2*w]");
  EXPECT_EQ(symbolic("split", f32(shape({"n"})), {{{"a", "n-a"}}}, SplitAttrs{0, {}, 2}), "float32[a] float32[-a+n]");
  EXPECT_EQ(symbolic("pad", f32(shape({"n", "3"})), {{{"0", "1", "p", "?"}}}), "float32[n+p,?]");
  EXPECT_EQ(symbolic("arange", f32({}), {{{"0"}}, {{"seq"}}, {{"1"}}}), "float32[seq]");
  EXPECT_EQ(symbolic("arange", f32({}), {{{"past"}}, {{"past+seq"}}}), "float32[seq]");
  EXPECT_EQ(symbolic("arange", f32({}), {{{"1"}}, {{"2*n+1"}}, {{"2"}}}), "float32[n]");
  EXPECT_EQ(symbolic("arange", f32({}), {{{"n"}}, {{"m"}}}), "float32[?]");
}

TEST(AttributeInputs, symbols_reach_places_and_signals) {
  EXPECT_EQ(symbolic("affine_grid", f32(shape({"n", "2", "3"})), {{{"h", "w"}}}), "float32[n,h,w,2]");
  EXPECT_EQ(symbolic("col2im", f32(shape({"n", "8", "l"})), {{{"h", "w"}}, {{"2", "2"}}}), "float32[n,2,h,w]");
  EXPECT_EQ(symbolic("dft", f32(shape({"n", "m", "1"})), {{{"k"}}}, DftAttrs{-2, {}, false, true}), "float32[n,k/2+1,2]");
  EXPECT_EQ(symbolic("cosine_window", f32({}), {{{"n"}}}), "float32[n]");
  EXPECT_EQ(symbolic("mel_weight_matrix", f32({}), {{{"m"}}, {{"k"}}}), "float32[k/2+1,m]");
}

// start, stop and step along a dimension.
std::string sliced(const std::string& size, const std::string& start, const std::string& stop, const std::string& step = "1") {
  return symbolic("slice", f32(shape({size})), {{{start}}, {{stop}}, {{"0"}}, {{step}}});
}

TEST(AttributeInputs, slices_by_symbols) {
  EXPECT_EQ(sliced("1024", "0", "seq"), "float32[seq]");
  EXPECT_EQ(sliced("1024", "past", "past+seq"), "float32[seq]");
  EXPECT_EQ(sliced("1024", "past", "9223372036854775807"), "float32[-past+1024]");
  EXPECT_EQ(sliced("total", "0", "total"), "float32[total]");
  EXPECT_EQ(sliced("seq", "1", "seq"), "float32[seq-1]");
  EXPECT_EQ(sliced("n+m", "n", "n+m"), "float32[m]");
  EXPECT_EQ(sliced("n", "0", "n+1"), "float32[n]");
  EXPECT_EQ(sliced("n", "0", "2*n", "2"), "float32[(n+1)/2]");
  EXPECT_EQ(sliced("n", "0", "m"), "float32[?]");
  EXPECT_EQ(sliced("n", "m", "3"), "float32[?]");
  EXPECT_EQ(sliced("n", "0", "?"), "float32[?]");
  EXPECT_EQ(sliced("n", "0", "m-1"), "float32[?]");
  EXPECT_EQ(sliced("n", "-m-1", "9223372036854775807"), "float32[?]");
  EXPECT_EQ(sliced("n", "n", "0", "-1"), "float32[?]");
  EXPECT_EQ(sliced("n", "0", "n", "k"), "float32[?]");
}

TEST(AttributeInputs, what_is_known_of_them_is_checked) {
  const TensorType x = f32({2, 3});
  const auto label_of = [](auto&& infer_it) {
    try {
      return "accepted: " + infer_it();
    } catch (const Error& error) {
      const std::string message = error.what();
      return message.substr(0, message.find(']') + 1);
    }
  };
  EXPECT_EQ(label_of([&] { return symbolic("affine_grid", f32({1, 2, 3}), {{{"n", "0"}}}); }), "[affine_grid_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("affine_grid", f32({1, 2, 3}), {{{"n"}}}); }), "[affine_grid_c3]");
  EXPECT_EQ(label_of([&] { return symbolic("col2im", f32({1, 2, 3}), {{{"n", "-1"}}, {{"2", "1"}}}); }), "[col2im_c3]");
  EXPECT_EQ(label_of([&] { return symbolic("mel_weight_matrix", f32({}), {{{"0"}}, {{"n"}}}); }), "[mel_weight_matrix_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("reshape", x, {{{"n", "-2"}}}); }), "[reshape_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("reshape", x, {{{"n", "-1", "-1"}}}); }), "[reshape_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("broadcast_to", x, {{{"n", "-1"}}}); }), "[broadcast_to_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("broadcast_to", x, {{{"n", "4"}}}); }), "[broadcast_to_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("slice", x, {{{"n", "0"}}, {{"1"}}}); }), "[slice_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("slice", x, {{{"n"}}, {{"1"}}, {{"2"}}}); }), "[slice_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("slice", x, {{{"n"}}, {{"1"}}, {{"0"}}, {{"0"}}}); }), "[slice_c3]");
  EXPECT_EQ(label_of([&] { return symbolic("pad", x, {{{"n", "0"}}}); }), "[pad_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("pad", x, {{{"-1", "n", "-2", "0"}}}); }), "[pad_c3]");
  EXPECT_EQ(label_of([&] { return symbolic("pad", x, {{{"0", "n"}}, none, {{"2"}}}); }), "[pad_c5]");
  EXPECT_EQ(label_of([&] { return symbolic("tile", x, {{{"n"}}}); }), "[tile_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("tile", x, {{{"n", "-1"}}}); }), "[tile_c1]");
  EXPECT_EQ(label_of([&] { return symbolic("resize", f32({1, 1, 2, 2}), {{{"n"}}}); }), "[resize_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("resize", f32({1, 1, 2, 2}), {{{"n", "0"}}}); }), "[resize_c3]");
  EXPECT_EQ(label_of([&] { return symbolic("split", x, {{{"n", "-1"}}}, SplitAttrs{0, {}, 2}); }), "[split_c2]");
  EXPECT_EQ(label_of([&] { return symbolic("split", x, {{{"n", "1"}}}, SplitAttrs{0, {}, 3}); }), "[split_c3]");
  EXPECT_EQ(label_of([&] { return inferred("reduce_sum", {x, list(3)}); }), "[reduce_c1]");
}

TEST(Squeeze, squeeze_c1_axes) {
  expect_violation(op("squeeze"), "squeeze_c1", {f32({1})}, SqueezeAttrs{{1}});
  expect_violation(op("squeeze"), "squeeze_c1", {f32({1, 1})}, SqueezeAttrs{{0, -2}});
}

TEST(Squeeze, squeeze_c2_size) {
  expect_violation(op("squeeze"), "squeeze_c2", {f32({1, 2})}, SqueezeAttrs{{1}});
}

TEST(Squeeze, leaves_every_dimension_of_size_one_out) {
  const Array y = eval1(op("squeeze"), {counted({1, 3, 1})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{3}));
  expect_elements(y, {0, 1, 2});
  EXPECT_EQ(inferred("squeeze", {f32(shape({"n", "1"}))}, SqueezeAttrs{{0}}), "float32[1]");
}

TEST(Unsqueeze, counts_axes_in_the_result) {
  const Array y = eval1(op("unsqueeze"), {counted({3})}, SqueezeAttrs{{-1, 0}});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 3, 1}));
  expect_elements(y, {0, 1, 2});
}

TEST(Unsqueeze, unsqueeze_c1_axes) {
  expect_violation(op("unsqueeze"), "unsqueeze_c1", {f32({2})}, SqueezeAttrs{{2}});
  expect_violation(op("unsqueeze"), "unsqueeze_c1", {f32({2})}, SqueezeAttrs{{0, -3}});
}

TEST(Unsqueeze, unsqueeze_c2_count) {
  expect_violation(op("unsqueeze"), "unsqueeze_c2", {f32({2})}, SqueezeAttrs{std::vector<std::int64_t>(65, 0)});
}

TEST(Pad, pad_c5_axes) {
  expect_violation(op("pad"), "pad_c5", {f32({2})}, PadAttrs{{0, 0}, PadMode::constant, 0, {1}});
  expect_violation(op("pad"), "pad_c5", {f32({2})}, PadAttrs{{0, 0, 0, 0}, PadMode::constant, 0, {0, -1}});
}

TEST(Split, split_c3_parts_and_sizes) {
  expect_violation(op("split"), "split_c3", {f32({4})}, SplitAttrs{0, {1, 3}, 3});
}

}  // namespace
}  // namespace nnfront::ops::testing
