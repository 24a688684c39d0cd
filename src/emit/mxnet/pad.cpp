#include "emit/mxnet/pad.h"

#include <algorithm>

namespace nnfront::emit::mxnet {

namespace {

bool any(const Integers& values) {
  return std::any_of(values.begin(), values.end(), [](std::int64_t value) { return value != 0; });
}

// Before and after of each dimension.
Step pad_step(const Integers& begins, const Integers& ends, ops::PadMode mode, double value) {
  Integers width;
  for (std::size_t d = 0; d < begins.size(); ++d) width.insert(width.end(), {begins[d], ends[d]});
  NodeAttributes attributes = {attribute("mode", std::string(EnumNames<ops::PadMode>::names[static_cast<std::size_t>(mode)])),
                               attribute("pad_width", width)};
  if (mode == ops::PadMode::constant) attributes.push_back(attribute("constant_value", value));
  return {"Pad", std::move(attributes), "padded"};
}

// The last dimensions to the front, `count` of them.
Step rotation(std::int64_t rank, std::int64_t count, std::string_view part) {
  Integers axes;
  for (std::int64_t d = 0; d < rank; ++d) axes.push_back((d + rank - count) % rank);
  return {"transpose", {attribute("axes", axes)}, part};
}

Integers in_front(const Integers& values, std::int64_t count, std::int64_t value) {
  Integers result(static_cast<std::size_t>(count), value);
  result.insert(result.end(), values.begin(), values.end());
  return result;
}

// One or two dimensions of size 1 go in front until there are four or five.
std::vector<Step> widened_steps(std::int64_t rank, const Integers& begins, const Integers& ends, ops::PadMode mode, double value) {
  const std::int64_t added = rank == 1 ? 3 : 2;
  std::vector<Step> steps;
  Integers axes;
  for (std::int64_t i = 0; i < added; ++i) {
    steps.push_back({"expand_dims", {attribute("axis", std::int64_t{0})}, "widened"});
    axes.push_back(i);
  }
  steps.push_back(pad_step(in_front(begins, added, 0), in_front(ends, added, 0), mode, value));
  steps.push_back({"squeeze", {attribute("axis", axes)}, "narrowed"});
  return steps;
}

// The first two dimensions are padded where they stand behind the others.
std::vector<Step> rotated_steps(std::int64_t rank, Integers begins, Integers ends, ops::PadMode mode, double value) {
  std::vector<Step> steps;
  Integers front_begins(static_cast<std::size_t>(rank), 0);
  Integers front_ends = front_begins;
  for (std::size_t d = 0; d < 2; ++d) {
    front_begins[front_begins.size() - 2 + d] = std::exchange(begins[d], 0);
    front_ends[front_ends.size() - 2 + d] = std::exchange(ends[d], 0);
  }
  if (any(begins) || any(ends)) steps.push_back(pad_step(begins, ends, mode, value));
  steps.push_back(rotation(rank, rank - 2, "rotated"));
  steps.push_back(pad_step(front_begins, front_ends, mode, value));
  steps.push_back(rotation(rank, 2, "restored"));
  return steps;
}

}  // namespace

bool is_symmetric(const Integers& pads) {
  const auto middle = pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2);
  return std::equal(pads.begin(), middle, middle, pads.end());
}

Integers begins_of(const Integers& pads) {
  return {pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2)};
}

std::vector<Step> pad_steps(const NodeContext& context, std::int64_t rank, const Integers& pads, ops::PadMode mode, double value) {
  if (!context.is_floating(0)) context.refuse("Pad has floating types alone");
  if (rank < 1 || rank > 5) context.refuse("Pad of {} dimensions", rank);
  if (mode == ops::PadMode::wrap) context.refuse("Pad that wraps");
  const Integers begins = begins_of(pads);
  const Integers ends(pads.begin() + static_cast<std::ptrdiff_t>(rank), pads.end());
  if (rank < 4) return widened_steps(rank, begins, ends, mode, value);
  if (begins[0] != 0 || begins[1] != 0 || ends[0] != 0 || ends[1] != 0) return rotated_steps(rank, begins, ends, mode, value);
  return {pad_step(begins, ends, mode, value)};
}

std::vector<Step> spatial_pad_steps(const NodeContext& context, const Integers& pads, double value) {
  const auto spatial = static_cast<std::ptrdiff_t>(pads.size() / 2);
  Integers all = {0, 0};
  all.insert(all.end(), pads.begin(), pads.begin() + spatial);
  all.insert(all.end(), {0, 0});
  all.insert(all.end(), pads.begin() + spatial, pads.end());
  return pad_steps(context, spatial + 2, all, ops::PadMode::constant, value);
}

}  // namespace nnfront::emit::mxnet
