// Parts, joins and repetitions.
#include <algorithm>
#include <limits>
#include <numeric>

#include "emit/tensorflow/indices.h"
#include "emit/tensorflow/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::tensorflow {

namespace {

void split(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SplitAttrs>();
  const NodeAttributes attributes = {attribute("T", context.dtype()), attribute("num_split", std::int64_t{context.output_count()})};
  const std::string axis = context.integer(context.axis(attrs.axis), "axis");
  if (context.has_input(1) || !attrs.sizes.empty())
    return context.emit("SplitV", {context.input(0), context.integers_of(1, attrs.sizes, "sizes"), axis},
                        {attribute("T", context.dtype()), attribute("Tlen", DType::int32), attributes.back()});
  context.emit("Split", {axis, context.input(0)}, attributes);
}

// Positions past the ends are clipped, so those of 64 bits may be cut to what a dimension can have.
std::int64_t cut(std::int64_t position) {
  return std::clamp<std::int64_t>(position, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
}

// Positions that the model computes, likewise.
std::string cut_list(NodeContext& context, int i, std::string_view part) {
  if (context.type(i).dtype == DType::int32) return context.input(i);
  const NodeAttributes of_lists = {attribute("T", DType::int64)};
  const std::string wide = context.cast(context.input(i), context.type(i).dtype, DType::int64, part);
  const auto limit = [&](std::int64_t value) { return context.scalar(static_cast<double>(value), DType::int64, "limit"); };
  const std::string low = context.add("Maximum", {wide, limit(std::numeric_limits<std::int32_t>::min())}, of_lists, part);
  const std::string narrow = context.add("Minimum", {low, limit(std::numeric_limits<std::int32_t>::max())}, of_lists, part);
  return context.cast(narrow, DType::int64, DType::int32, part);
}

// One entry per dimension in memory: those of the sliced axes are from the attribute or from input i, the others `elsewhere`.
std::string positions(NodeContext& context, int i, const Integers& values, const Integers& stored_axes, std::int64_t elsewhere,
                      std::string_view part) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers all(rank, elsewhere);
  if (!context.has_input(i)) {
    for (std::size_t k = 0; k < values.size(); ++k) all[static_cast<std::size_t>(stored_axes[k])] = cut(values[k]);
    return context.integers(all, part);
  }
  const std::string list = cut_list(context, i, part);
  Inputs entries;
  for (std::size_t d = 0; d < rank; ++d) {
    const auto found = std::find(stored_axes.begin(), stored_axes.end(), static_cast<std::int64_t>(d));
    const auto k = found - stored_axes.begin();
    entries.push_back(found == stored_axes.end() ? context.integers({elsewhere}, part) : context.entries(list, k, k + 1, part));
  }
  return context.joined(std::move(entries), part);
}

// How many positions there are, where starts are an input.
std::size_t count_of_starts(const NodeContext& context, const ops::SliceAttrs& attrs) {
  return context.has_input(1) ? static_cast<std::size_t>(context.size(1, 0)) : attrs.starts.size();
}

void slice(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SliceAttrs>();
  if (context.has_input(3)) context.refuse("axes that the model computes");
  Integers axes = attrs.axes;
  if (axes.empty()) {
    axes.resize(count_of_starts(context, attrs));
    std::iota(axes.begin(), axes.end(), 0);
  }
  std::int64_t elsewhere = (std::int64_t{1} << context.rank(0)) - 1;
  for (std::int64_t& axis : axes) {
    axis = context.axis(axis);
    elsewhere &= ~(std::int64_t{1} << axis);
  }
  const Integers steps = attrs.steps.empty() ? Integers(axes.size(), 1) : attrs.steps;
  const std::string begin = positions(context, 1, attrs.starts, axes, 0, "begin");
  const std::string end = positions(context, 2, attrs.stops, axes, 0, "end");
  context.emit("StridedSlice", {context.input(0), begin, end, positions(context, 4, steps, axes, 1, "step")},
               {attribute("T", context.dtype()), attribute("Index", DType::int32), attribute("begin_mask", elsewhere),
                attribute("end_mask", elsewhere)});
}

void flip(NodeContext& context) {
  const Integers& axes = context.attrs<ops::FlipAttrs>().axes;
  if (axes.empty()) return same(context);
  context.finish("ReverseV2", {context.input(0), context.integers(context.axes(axes), "axes")});
}

std::string clipped(NodeContext& context, std::int64_t axis) {
  const std::int64_t size = context.size(0, axis);
  const DType dtype = index_type(context, 1);
  const NodeAttributes of_indices = {attribute("T", dtype)};
  const std::string raised = context.add("Maximum", {indices(context, 1), context.scalar(0.0, dtype, "first")}, of_indices, "raised");
  return context.add("Minimum", {raised, context.scalar(static_cast<double>(size - 1), dtype, "last")}, of_indices, "clipped");
}

void gather(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string places = attrs.clip ? clipped(context, axis) : counted_from_front(context, 1, axis);
  context.emit("GatherV2", {context.input(0), places, context.integer(axis, "axis")},
               {attribute("Tparams", context.dtype()), attribute("Tindices", index_type(context, 1)), attribute("Taxis", DType::int32)});
}

void tile(NodeContext& context) {
  if (context.has_input(1)) return context.finish("Tile", {context.input(0), context.integers_of(1, {}, "repeats")});
  const Integers& repeats = context.attrs<ops::TileAttrs>().repeats;
  context.finish("Tile", {context.input(0), context.integers(in_stored_order(context.layout(), repeats), "repeats")});
}

// ---- Padding.

// In memory, for every dimension: all begins, then all ends.
Integers all_pads(const NodeContext& context, const ops::PadAttrs& attrs) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers axes = attrs.axes;
  if (axes.empty()) {
    axes.resize(rank);
    std::iota(axes.begin(), axes.end(), 0);
  }
  Integers pads(2 * rank, 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(context.axis(axes[i]));
    pads[axis] = attrs.pads[i];
    pads[rank + axis] = attrs.pads[axes.size() + i];
  }
  return pads;
}

// Without what negative pads cut off, which are 0 then.
std::string cropped(NodeContext& context, Integers& pads) {
  std::string result = context.input(0);
  const std::size_t rank = pads.size() / 2;
  for (std::size_t d = 0; d < rank; ++d) {
    if (pads[d] >= 0 && pads[rank + d] >= 0) continue;
    const std::int64_t begin = std::max<std::int64_t>(-pads[d], 0);
    const std::int64_t end = pads[rank + d] < 0 ? pads[rank + d] : std::numeric_limits<std::int32_t>::max();
    result = context.sliced(result, static_cast<std::int64_t>(d), begin, end, 1, "cropped");
    pads[d] = std::max<std::int64_t>(pads[d], 0);
    pads[rank + d] = std::max<std::int64_t>(pads[rank + d], 0);
  }
  return result;
}

std::string pads_table(NodeContext& context, const Integers& pads) {
  const std::size_t rank = pads.size() / 2;
  Integers pairs;
  for (std::size_t d = 0; d < rank; ++d) pairs.insert(pairs.end(), {pads[d], pads[rank + d]});
  std::vector<std::int32_t> narrow;
  for (const std::int64_t pad : pairs) {
    if (!std::in_range<std::int32_t>(pad)) context.refuse("a padding of {} elements", pad);
    narrow.push_back(static_cast<std::int32_t>(pad));
  }
  return context.constant(Array::of<std::int32_t>({static_cast<std::int64_t>(rank), 2}, narrow), "paddings");
}

// The element that stands at `position`, which may lie outside of `size` elements.
std::int64_t source_of(std::int64_t position, std::int64_t size, ops::PadMode mode) {
  if (mode == ops::PadMode::edge) return std::clamp<std::int64_t>(position, 0, size - 1);
  const auto wrapped = [](std::int64_t value, std::int64_t period) { return (value % period + period) % period; };
  if (mode == ops::PadMode::wrap) return wrapped(position, size);
  if (size == 1) return 0;
  const std::int64_t inside = wrapped(position, 2 * (size - 1));
  return inside < size ? inside : 2 * (size - 1) - inside;
}

// Modes that repeat what is there: gathered, dimension by dimension.
std::string repeated(NodeContext& context, std::string x, const Integers& pads, ops::PadMode mode) {
  const Shape shape = context.stored_shape();
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const std::int64_t behind = pads[shape.size() + d];
    if (pads[d] == 0 && behind == 0) continue;
    if (!shape[d].is_integer() || shape[d].integer() < 1) context.refuse("elements repeated along a dimension that is not known");
    Integers places;
    for (std::int64_t at = -pads[d]; at < shape[d].integer() + behind; ++at) places.push_back(source_of(at, shape[d].integer(), mode));
    x = context.add("GatherV2", {x, context.integers(places, "places"), context.integer(static_cast<std::int64_t>(d), "axis")},
                    {attribute("Tparams", context.dtype()), attribute("Tindices", DType::int32), attribute("Taxis", DType::int32)},
                    "padded");
  }
  return x;
}

constexpr std::int64_t most_repeated = std::int64_t{1} << 20;

void check_repetition(const NodeContext& context, const Integers& pads) {
  for (const std::int64_t each : pads) {
    if (each < 0) context.refuse("elements that are cut off and repeated");
    if (each > most_repeated) context.refuse("{} elements repeated", each);
  }
}

void pad(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PadAttrs>();
  if (context.has_input(1) || context.has_input(3)) context.refuse("padding that the model computes");
  Integers pads = all_pads(context, attrs);
  if (attrs.mode != ops::PadMode::constant) {
    check_repetition(context, pads);
    return context.yield(repeated(context, context.input(0), pads, attrs.mode));
  }
  const std::string x = cropped(context, pads);
  if (std::all_of(pads.begin(), pads.end(), [](std::int64_t each) { return each == 0; })) return context.yield(x);
  const std::string table = pads_table(context, pads);
  if (context.has_input(2)) return context.finish("PadV2", {x, table, context.scalar_input(2, "value")});
  if (attrs.value == 0.0) return context.finish("Pad", {x, table});
  context.finish("PadV2", {x, table, context.number(attrs.value, "value")});
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  return {
      {"split", Types::any, split},   {"slice", Types::any, slice}, {"flip", Types::any, flip},
      {"gather", Types::any, gather}, {"tile", Types::any, tile},   {"pad", Types::any, pad},
  };
}

}  // namespace nnfront::emit::tensorflow
