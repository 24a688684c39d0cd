#include "ops/leaf.h"

#include "frontends/mxnet/translators.h"
#include "ops/elementwise.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// MXNet keeps indices in any type; a fraction is cut off.
Value as_indices(NodeContext& context, Value indices) {
  if (context.dtype(indices) == DType::int64) return indices;
  return context.add("cast", {indices}, ops::CastAttrs{DType::int64}, "indices");
}

}  // namespace

// Indices outside are clipped.
Values embedding(NodeContext& context) {
  const std::int64_t rows = context.attr<std::int64_t>("input_dim");
  const std::int64_t columns = context.attr<std::int64_t>("output_dim");
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  context.ignore({"sparse_grad", "deterministic"});
  const Value indices = as_indices(context, context.input(0));
  const Value weight = context.parameter(1, Shape{rows, columns});
  if (context.dtype(weight) != dtype)
    context.refuse("dtype {} with a weight of {} is not covered", nnfront::name(dtype), nnfront::name(context.dtype(weight)));
  return {context.add("gather", {weight, indices}, ops::GatherAttrs{0, true})};
}

Values take(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 0);
  context.choice("mode", {"clip"}, "clip");
  const Value data = context.input(0);
  const Value indices = as_indices(context, context.input(1));
  return {context.add("gather", {data, indices}, ops::GatherAttrs{context.axis(data, axis), true})};
}

Values one_hot(NodeContext& context) {
  ops::OneHotAttrs attributes;
  attributes.depth = context.attr<std::int64_t>("depth");
  attributes.on = context.attr<double>("on_value", 1.0);
  attributes.off = context.attr<double>("off_value", 0.0);
  attributes.dtype = context.dtype_attr("dtype", DType::float32);
  return {context.add("one_hot", {as_indices(context, context.input(0))}, attributes)};
}

Values arange(NodeContext& context) {
  ops::ArangeAttrs attributes;
  attributes.start = context.attr<double>("start", 0.0);
  const auto stop = context.attr<std::optional<double>>("stop", std::nullopt);
  attributes.step = context.attr<double>("step", 1.0);
  attributes.dtype = context.dtype_attr("dtype", DType::float32);
  if (context.attr<std::int64_t>("repeat", 1) != 1) context.refuse("repeat is not covered");
  if (context.attr<bool>("infer_range", false)) context.refuse("infer_range=True is not covered");
  attributes.stop = stop.value_or(attributes.start);
  if (!stop) attributes.start = 0.0;
  return {context.add("arange", {}, attributes)};
}

// As many numbers as an axis is long, or as there are elements.
Values arange_like(NodeContext& context) {
  ops::ArangeAttrs attributes;
  attributes.start = context.attr<double>("start", 0.0);
  attributes.step = context.attr<double>("step", 1.0);
  const auto axis = context.attr<std::optional<std::int64_t>>("axis", std::nullopt);
  if (context.attr<std::int64_t>("repeat", 1) != 1) context.refuse("repeat is not covered");
  const Value data = context.input(0);
  attributes.dtype = context.dtype(data);
  Shape dims;
  Dim count = 1;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    dims.emplace_back(context.size(data, d));
    if (!axis || context.axis(data, *axis) == d) count = count * dims.back();
  }
  // Half a step short of the end, so that rounding adds or loses none.
  attributes.stop = attributes.start + (static_cast<double>(count.integer()) - 0.5) * attributes.step;
  if (axis || dims.size() == 1) return {context.add_fixed("arange", {}, attributes)};
  return {context.add_fixed("reshape", {context.add("arange", {}, attributes, "row")}, ops::ReshapeAttrs{dims})};
}

// _zeros, _ones, _full
Values filled(NodeContext& context) {
  const Tuple dims = context.attr<Tuple>("shape");
  const DType dtype = context.dtype_attr("dtype", DType::float32);
  const double value = context.op() == "_full" ? context.attr<double>("value") : context.op() == "_ones" ? 1.0 : 0.0;
  for (const std::int64_t dim : dims) {
    if (dim < 1) context.refuse("a shape with {} in it (to be inferred) is not covered", dim);
  }
  return {context.add("broadcast_to", {context.scalar(value, dtype)}, ops::BroadcastToAttrs{shape_of(dims)})};
}

}  // namespace nnfront::frontends::mxnet
