#include "ops/scatter.h"

#include <numeric>

#include "emit/tensorflow/indices.h"
#include "emit/tensorflow/op_table.h"
#include "ops/elements.h"
#include "ops/matrix.h"
#include "ops/select.h"

namespace nnfront::emit::tensorflow {

namespace {

// Indices along `axis` as indices of whole elements: [..., rank].
std::string element_places(NodeContext& context, std::int64_t given_axis) {
  const std::int64_t axis = context.axis(given_axis);
  const std::string along = counted_from_front(context, 1, axis);
  const DType dtype = index_type(context, 1);
  const NodeAttributes of_indices = {attribute("T", dtype)};
  const std::string zeros = context.add("ZerosLike", {along}, of_indices, "zeros");
  Inputs coordinates;
  for (std::int64_t d = 0; d < context.rank(0); ++d) {
    if (d == axis) {
      coordinates.push_back(along);
      continue;
    }
    Integers dims(static_cast<std::size_t>(context.rank(1) - d), 1);
    dims[0] = context.size(1, d);
    std::vector<double> positions(static_cast<std::size_t>(dims[0]));
    std::iota(positions.begin(), positions.end(), 0.0);
    const std::string column = context.constant(ops::from_numbers<double>(dtype, dims, positions), "positions");
    coordinates.push_back(context.add("AddV2", {zeros, column}, of_indices, "coordinates"));
  }
  const auto count = static_cast<std::int64_t>(coordinates.size());
  return context.add("Pack", std::move(coordinates), {attribute("T", dtype), attribute("N", count), attribute("axis", std::int64_t{-1})},
                     "places");
}

NodeAttributes gathering(const NodeContext& context) {
  return {attribute("Tparams", context.dtype()), attribute("Tindices", index_type(context, 1))};
}

void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  if (attrs.outside != ops::OutOfBounds::error) context.refuse("indices outside that are clipped or wrapped");
  context.emit("GatherNd", {context.input(0), element_places(context, attrs.axis)}, gathering(context));
}

// Places of the last dimension count from the front: where negative the size is added.
std::string slice_places(NodeContext& context) {
  const std::int64_t depth = context.size(1, context.rank(1) - 1);
  std::vector<double> sizes;
  for (std::int64_t d = 0; d < depth; ++d) sizes.push_back(static_cast<double>(context.size(0, d)));
  const std::string list = context.constant(ops::from_numbers<double>(index_type(context, 1), {depth}, sizes), "sizes");
  return wrapped_indices(context, 1, list);
}

void gather_nd(NodeContext& context) {
  if (context.attrs<ops::GatherNdAttrs>().batch_dims != 0) context.refuse("dimensions of a batch");
  context.emit("GatherNd", {context.input(0), slice_places(context)}, gathering(context));
}

void emit_scatter(NodeContext& context, const std::string& places, ops::ScatterReduction reduction) {
  const bool adds = reduction == ops::ScatterReduction::add;
  if (!adds && reduction != ops::ScatterReduction::none) context.refuse("updates that are combined by mul, min or max");
  if (adds && !includes(Types::counts, context.dtype())) context.refuse("TensorFlow 1.15 adds no {}", name(context.dtype()));
  context.emit(adds ? "TensorScatterAdd" : "TensorScatterUpdate", {context.input(0), places, context.input(2)},
               {attribute("T", context.dtype()), attribute("Tindices", index_type(context, 1))});
}

void scatter_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ScatterElementsAttrs>();
  emit_scatter(context, element_places(context, attrs.axis), attrs.reduction);
}

void scatter_nd(NodeContext& context) {
  emit_scatter(context, slice_places(context), context.attrs<ops::ScatterNdAttrs>().reduction);
}

std::string as_list(NodeContext& context, const std::string& tensor, DType dtype, std::string_view part) {
  return context.add("Reshape", {tensor, context.integers({-1}, "list")}, {attribute("T", dtype)}, part);
}

void compress(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CompressAttrs>();
  const std::string places =
      as_list(context, context.add("Where", {context.input(1)}, {attribute("T", DType::boolean)}, "where"), DType::int64, "places");
  const std::string data = attrs.axis ? context.input(0) : as_list(context, context.input(0), context.dtype(), "elements");
  context.emit("GatherV2", {data, places, context.integer(attrs.axis ? context.axis(*attrs.axis) : 0, "axis")},
               {attribute("Tparams", context.dtype()), attribute("Tindices", DType::int64), attribute("Taxis", DType::int32)});
}

void non_zero(NodeContext& context) {
  if (context.rank(0) == 0) context.refuse("a scalar");
  const std::string rows = context.add("Where", {context.input(0)}, {attribute("T", context.dtype())}, "rows");
  context.yield(context.transposed(rows, DType::int64, {1, 0}, "columns"));
}

// What stays is a band, or what is left beside one.
void trilu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TriluAttrs>();
  if (context.has_input(1)) context.refuse("a diagonal that the model computes");
  const std::int64_t rank = context.rank(0);
  const bool is_band = attrs.upper ? attrs.k <= 0 : attrs.k >= 0;
  if (is_band) {
    return context.emit(
        "MatrixBandPart",
        {context.input(0), context.integer(attrs.upper ? -attrs.k : -1, "lower"), context.integer(attrs.upper ? -1 : attrs.k, "upper")},
        {attribute("T", context.dtype()), attribute("Tindex", DType::int32)});
  }
  const Integers dims = {context.size(0, rank - 2), context.size(0, rank - 1)};
  std::vector<double> stays;
  for (std::int64_t i = 0; i < dims[0]; ++i) {
    for (std::int64_t j = 0; j < dims[1]; ++j) stays.push_back((attrs.upper ? j - i >= attrs.k : j - i <= attrs.k) ? 1.0 : 0.0);
  }
  const std::string mask = context.constant(ops::from_numbers<double>(DType::boolean, dims, stays), "stays");
  context.yield(context.math("SelectV2", {mask, context.input(0), context.math("ZerosLike", {context.input(0)}, "zeros")}, "part"));
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  return {
      {"gather_elements", Types::any, gather_elements},
      {"gather_nd", Types::any, gather_nd},
      {"scatter_elements", Types::any, scatter_elements},
      {"scatter_nd", Types::any, scatter_nd},
      {"compress", Types::any, compress},
      {"non_zero", Types::counts, non_zero},
      {"trilu", Types::counts, trilu},
  };
}

}  // namespace nnfront::emit::tensorflow
