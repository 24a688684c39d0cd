#include <algorithm>
#include <limits>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();

constexpr std::int64_t far_back = std::numeric_limits<std::int64_t>::min();

ops::SliceAttrs one_axis(std::int64_t axis, std::int64_t start, std::int64_t stop) {
  return {{axis}, {start}, {stop}, {1}};
}

Values squeezed(NodeContext& context, const Values& parts, std::int64_t axis) {
  context.rewritten("each part loses the axis");
  Values result;
  for (const Value part : parts) {
    Shape target;
    for (std::int64_t d = 0; d < context.rank(part); ++d) {
      if (d != axis) target.push_back(input_dim(d));
    }
    if (target.empty()) target = {1};
    result.push_back(context.reshape(part, target, "part" + std::to_string(result.size())));
  }
  return result;
}

std::vector<std::optional<Value>> optionals(const Values& values) {
  return {values.begin(), values.end()};
}

// The sizes between `starts` and the end.
std::vector<std::int64_t> sizes_between(const Tuple& starts, std::int64_t whole) {
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t end = i + 1 < starts.size() ? starts[i + 1] : whole;
    if (starts[i] < 0 || end < starts[i] || end > whole)
      fail(ErrorCode::invalid_file, "attribute 'indices': {} to {} of {}", starts[i], end, whole);
    sizes.push_back(end - starts[i]);
  }
  return sizes;
}

// Of sections that do not divide evenly, the first ones are one longer.
std::vector<std::int64_t> sizes_of_sections(std::int64_t sections, std::int64_t whole) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(sections), whole / sections);
  for (std::int64_t i = 0; i < whole % sections; ++i) ++sizes[static_cast<std::size_t>(i)];
  return sizes;
}

Value resized(NodeContext& context, Value data, std::vector<std::int64_t> sizes, bool align_corners, bool fixed) {
  ops::ResizeAttrs attributes;
  attributes.sizes = std::move(sizes);
  attributes.mode = ops::ResizeMode::linear;
  attributes.coordinates = align_corners ? ops::ResizeCoordinates::align_corners : ops::ResizeCoordinates::half_pixel;
  return fixed ? context.add_fixed("resize", {data}, attributes) : context.add("resize", {data}, attributes);
}

Values concat(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("dim", 1);
  const Values inputs = context.inputs();
  if (inputs.empty()) fail(ErrorCode::invalid_file, "there are no inputs");
  return {context.add("concat", optionals(inputs), ops::AxisAttrs{axis})};
}

Values stack(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 0);
  return {context.add("stack", optionals(context.inputs()), ops::AxisAttrs{axis})};
}

Values slice_channel(NodeContext& context) {
  const std::int64_t parts = context.attr<std::int64_t>("num_outputs");
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const bool squeeze_axis = context.attr<bool>("squeeze_axis", false);
  if (parts < 1 || parts > 4096) fail(ErrorCode::invalid_file, "attribute 'num_outputs' is {}, wanted 1 to 4096", parts);
  const Value data = context.input(0);
  const std::int64_t axis = context.axis(data, given);
  if (squeeze_axis && !compatible(context.dim(data, axis), Dim(parts))) {
    fail(ErrorCode::invalid_file, "squeeze_axis: {} parts of axis {} of {} are not of size 1", parts, given, text(context.type(data)));
  }
  const Values outputs = context.add_all("split", {data}, ops::SplitAttrs{axis, {}, parts});
  return squeeze_axis ? squeezed(context, outputs, axis) : outputs;
}

Values split_v2(NodeContext& context) {
  const Tuple indices = context.attr<Tuple>("indices", {});
  const std::int64_t given = context.attr<std::int64_t>("axis", 1);
  const bool squeeze_axis = context.attr<bool>("squeeze_axis", false);
  const std::int64_t sections = context.attr<std::int64_t>("sections", 0);
  if (sections < 0 || sections > 4096) fail(ErrorCode::invalid_file, "attribute 'sections' is {}, wanted 0 to 4096", sections);
  const Value data = context.input(0);
  const std::int64_t axis = context.axis(data, given);
  const std::int64_t whole = context.size(data, axis);
  const auto sizes = sections > 0 ? sizes_of_sections(sections, whole) : sizes_between(indices, whole);
  const Values outputs = context.add_all("split", {data}, ops::SplitAttrs{axis, sizes, static_cast<std::int64_t>(sizes.size())});
  return squeeze_axis ? squeezed(context, outputs, axis) : outputs;
}

Values slice(NodeContext& context) {
  const OptionalTuple begin = context.attr<OptionalTuple>("begin");
  const OptionalTuple end = context.attr<OptionalTuple>("end");
  const OptionalTuple step = context.attr<OptionalTuple>("step", {});
  if (begin.size() != end.size() || (!step.empty() && step.size() != begin.size())) {
    fail(ErrorCode::invalid_file, "'begin' has {} entries, 'end' {} and 'step' {}", begin.size(), end.size(), step.size());
  }
  ops::SliceAttrs attributes;
  for (std::size_t i = 0; i < begin.size(); ++i) {
    const std::int64_t stride = step.empty() ? 1 : step[i].value_or(1);
    attributes.axes.push_back(static_cast<std::int64_t>(i));
    attributes.starts.push_back(begin[i].value_or(stride < 0 ? far : 0));
    attributes.stops.push_back(end[i].value_or(stride < 0 ? far_back : far));
    attributes.steps.push_back(stride);
  }
  return {context.add("slice", {context.input(0)}, attributes)};
}

Values slice_axis(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis");
  const std::int64_t begin = context.attr<std::int64_t>("begin");
  const auto end = context.attr<std::optional<std::int64_t>>("end", std::nullopt);
  const Value data = context.input(0);
  return {context.add("slice", {data}, one_axis(context.axis(data, axis), begin, end.value_or(far)))};
}

Values slice_like(NodeContext& context) {
  Tuple axes = context.attr<Tuple>("axes", {});
  const Value data = context.input(0);
  const Value like = context.input(1);
  if (axes.empty()) {
    for (std::int64_t d = 0; d < context.rank(data); ++d) axes.push_back(d);
  }
  ops::SliceAttrs attributes;
  for (const std::int64_t axis : axes) {
    attributes.axes.push_back(context.axis(data, axis));
    attributes.starts.push_back(0);
    attributes.stops.push_back(context.size(like, axis));
    attributes.steps.push_back(1);
  }
  return {context.add_fixed("slice", {data}, attributes)};
}

// To the height and width that are given, or that the second input has.
Values crop(NodeContext& context) {
  const Tuple offset = context.attr<Tuple>("offset", {0, 0});
  const Tuple size = context.attr<Tuple>("h_w", {0, 0});
  const bool center = context.attr<bool>("center_crop", false);
  if (offset.size() != 2 || size.size() != 2)
    fail(ErrorCode::invalid_file, "'offset' has {} entries and 'h_w' {}, wanted 2", offset.size(), size.size());
  const Value data = context.input(0);
  const bool by_input = context.input_count() > 1;
  ops::SliceAttrs attributes{{2, 3}, {}, {}, {1, 1}};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto axis = static_cast<std::int64_t>(i) + 2;
    const std::int64_t kept = by_input ? context.size(context.input(1), axis) : size[i];
    const std::int64_t whole = context.size(data, axis);
    const bool fits = kept >= 1 && kept <= whole && (center || (offset[i] >= 0 && offset[i] <= whole - kept));
    if (!fits)
      fail(ErrorCode::invalid_file, "a crop of {} from {} does not fit axis {} of {}", kept, offset[i], axis, text(context.type(data)));
    const std::int64_t start = center ? (whole - kept) / 2 : offset[i];
    attributes.starts.push_back(start);
    attributes.stops.push_back(start + kept);
  }
  return {by_input || center ? context.add_fixed("slice", {data}, attributes) : context.add("slice", {data}, attributes)};
}

Values reverse(NodeContext& context) {
  const Tuple axes = context.attr<Tuple>("axis");
  return {context.add("flip", {context.input(0)}, ops::FlipAttrs{axes})};
}

Values tile(NodeContext& context) {
  Tuple repeats = context.attr<Tuple>("reps");
  Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  const auto count = static_cast<std::int64_t>(repeats.size());
  if (count > rank) {
    Shape target(static_cast<std::size_t>(count - rank), Dim(1));
    for (std::int64_t d = 0; d < rank; ++d) target.push_back(input_dim(d));
    context.rewritten("leading dimensions of size 1 added");
    data = context.reshape(data, target, "widened");
  }
  if (count < rank) repeats.insert(repeats.begin(), static_cast<std::size_t>(rank - count), 1);
  return {context.add("tile", {data}, ops::TileAttrs{repeats})};
}

// Each element `repeats` times: a new axis behind its own is tiled, then both are joined.
Values repeat(NodeContext& context) {
  const std::int64_t repeats = context.attr<std::int64_t>("repeats");
  const auto given = context.attr<std::optional<std::int64_t>>("axis", std::nullopt);
  const Value data = given ? context.input(0) : context.reshape(context.input(0), {-1}, "flat");
  const std::int64_t axis = given ? context.axis(data, *given) : 0;
  Shape widened;
  Shape joined;
  Tuple tiles;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    const std::int64_t moved = d > axis ? d + 1 : d;
    widened.push_back(input_dim(d));
    joined.push_back(d == axis ? input_dim(d) * input_dim(d + 1) : input_dim(moved));
    tiles.push_back(1);
    if (d != axis) continue;
    widened.emplace_back(1);
    tiles.push_back(repeats);
  }
  const Value wide = context.reshape(data, widened, "widened");
  return {context.reshape(context.add("tile", {wide}, ops::TileAttrs{tiles}, "tiled"), joined)};
}

// pad_width: before and after of each dimension.
Values pad(NodeContext& context) {
  const std::string mode = context.choice("mode", {"constant", "edge", "reflect"}, "constant");
  const Tuple width = context.attr<Tuple>("pad_width");
  const double value = context.attr<double>("constant_value", 0.0);
  if (width.size() % 2 != 0) fail(ErrorCode::invalid_file, "attribute 'pad_width' has {} entries, wanted two per dimension", width.size());
  ops::PadAttrs attributes;
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t i = side; i < width.size(); i += 2) attributes.pads.push_back(width[i]);
  }
  attributes.mode = mode == "edge" ? ops::PadMode::edge : mode == "reflect" ? ops::PadMode::reflect : ops::PadMode::constant;
  attributes.value = mode == "constant" ? value : 0.0;
  return {context.add("pad", {context.input(0)}, attributes)};
}

Values broadcast_axis(NodeContext& context) {
  const Tuple axes = context.attr<Tuple>("axis", {});
  const Tuple sizes = context.attr<Tuple>("size", {});
  if (axes.size() != sizes.size()) fail(ErrorCode::invalid_file, "'axis' has {} entries and 'size' {}", axes.size(), sizes.size());
  const Value data = context.input(0);
  Shape target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) target.push_back(input_dim(d));
  for (std::size_t i = 0; i < axes.size(); ++i) target[static_cast<std::size_t>(context.axis(data, axes[i]))] = sizes[i];
  return {context.add("broadcast_to", {data}, ops::BroadcastToAttrs{target})};
}

// A size of 0 keeps the dimension.
Values broadcast_to(NodeContext& context) {
  const Tuple sizes = context.attr<Tuple>("shape", {});
  const Value data = context.input(0);
  if (static_cast<std::int64_t>(sizes.size()) != context.rank(data)) {
    fail(ErrorCode::invalid_file, "attribute 'shape' has {} entries for {}", sizes.size(), text(context.type(data)));
  }
  Shape target;
  for (std::size_t d = 0; d < sizes.size(); ++d) target.push_back(sizes[d] == 0 ? input_dim(static_cast<std::int64_t>(d)) : Dim(sizes[d]));
  return {context.add("broadcast_to", {data}, ops::BroadcastToAttrs{target})};
}

// To the shape of the other tensor, or some dimensions to some of it.
Values broadcast_like(NodeContext& context) {
  const auto own = context.attr<std::optional<Tuple>>("lhs_axes", std::nullopt);
  const auto others = context.attr<std::optional<Tuple>>("rhs_axes", std::nullopt);
  if (own.has_value() != others.has_value() || (own && own->size() != others->size())) {
    fail(ErrorCode::invalid_file, "'lhs_axes' and 'rhs_axes' are not of one length");
  }
  const Value data = context.input(0);
  const Value like = context.input(1);
  Shape target;
  for (std::int64_t d = 0; d < context.rank(own ? data : like); ++d) target.push_back(own ? input_dim(d) : Dim(context.size(like, d)));
  for (std::size_t i = 0; own && i < own->size(); ++i) {
    target[static_cast<std::size_t>(context.axis(data, (*own)[i]))] = context.size(like, (*others)[i]);
  }
  return {context.add_fixed("broadcast_to", {data}, ops::BroadcastToAttrs{target})};
}

Values bilinear_resize(NodeContext& context) {
  const std::string mode = context.choice("mode", {"size", "like"}, "size");
  const bool align_corners = context.attr<bool>("align_corners", true);
  const std::int64_t height = context.attr<std::int64_t>("height", 1);
  const std::int64_t width = context.attr<std::int64_t>("width", 1);
  const auto scale_height = context.attr<std::optional<double>>("scale_height", std::nullopt);
  const auto scale_width = context.attr<std::optional<double>>("scale_width", std::nullopt);
  const Value data = context.input(0);
  if (mode == "like") {
    const Value like = context.input(1);
    return {resized(context, data, {context.size(like, 2), context.size(like, 3)}, align_corners, true)};
  }
  if (!scale_height && !scale_width) return {resized(context, data, {height, width}, align_corners, false)};
  if (!scale_height || !scale_width) context.refuse("a scale of only one dimension is not covered");
  const auto scaled = [&](double scale, std::int64_t axis) {
    const double size = static_cast<double>(static_cast<float>(scale)) * static_cast<double>(context.size(data, axis));
    if (!(size >= 1.0) || size > 32767.0) fail(ErrorCode::invalid_file, "a scale of {} makes a size of {}", scale, size);
    return static_cast<std::int64_t>(size);
  };
  return {resized(context, data, {scaled(*scale_height, 2), scaled(*scale_width, 3)}, align_corners, true)};
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  using enum Fate;
  return {
      {{"_contrib_BilinearResize2D"}, {"data", "like"}, exact, bilinear_resize, "resize", "modes 'size' and 'like'"},
      {{"Concat", "concat", "_rnn_param_concat"}, {"data", "..."}, exact, concat, "concat", ""},
      {{"stack"}, {"data", "..."}, exact, stack, "stack", ""},
      {{"SliceChannel", "split"}, {"data"}, exact, slice_channel, "split", "squeeze_axis as reshapes"},
      {{"_split_v2"}, {"data"}, exact, split_v2, "split", "squeeze_axis as reshapes"},
      {{"slice", "crop"}, {"data"}, exact, slice, "slice", ""},
      {{"slice_axis"}, {"data"}, exact, slice_axis, "slice", ""},
      {{"slice_like"}, {"data", "like"}, rewritten, slice_like, "slice", "the shape as numbers"},
      {{"Crop"}, {"data", "like"}, rewritten, crop, "slice", "the shape as numbers"},
      {{"reverse", "flip"}, {"data"}, exact, reverse, "flip", ""},
      {{"tile"}, {"data"}, exact, tile, "tile", ""},
      {{"repeat"}, {"data"}, rewritten, repeat, "tile", "reshape, tile, reshape"},
      {{"Pad", "pad"}, {"data"}, exact, pad, "pad", ""},
      {{"broadcast_axis", "broadcast_axes"}, {"data"}, exact, broadcast_axis, "broadcast_to", ""},
      {{"broadcast_to"}, {"data"}, exact, broadcast_to, "broadcast_to", ""},
      {{"broadcast_like"}, {"data", "like"}, rewritten, broadcast_like, "broadcast_to", "the shape as numbers"},
  };
}

}  // namespace nnfront::frontends::mxnet
