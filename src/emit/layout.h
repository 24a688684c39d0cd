// In which order the dimensions of values lie in memory, for targets whose convolutions and pools want the channels last. The IR is
// channels-first: [N, C, spatial...]. Channels-last is [N, spatial..., C]. Values of fewer than three dimensions have one order alone.
//
// The rule, in topological order:
//   - convolutions, pools, resize, lrn, depth_to_space and space_to_depth read their data and make their output channels-last;
//   - element-wise operators and those that work along axes (concat, softmax, pad, slice, reductions, normalisations, ...) follow their
//     data: their axes move with it;
//   - transpose reads what is there and makes what needs no moving, where one of the two orders is such;
//   - reshape keeps channels-last where it leaves batch and channels alone, or where both orders have the elements in one sequence;
//   - everything else reads and makes channels-first, as do inputs and outputs of the graph. Constants have the order that is asked for.
// So a convolutional network is transposed once at its input, and once at most where it is flattened.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emit/operation.h"

namespace nnfront::emit {

enum class Layout { channels_first, channels_last };

// Dimension i in memory is dimension order[i] of the IR: [0, 2, 3, 1] for four dimensions channels-last.
std::vector<std::int64_t> stored_order(Layout layout, std::size_t rank);
// Where dimension `axis` of the IR (from the front) lies in memory.
std::int64_t stored_axis(Layout layout, std::size_t rank, std::int64_t axis);

// One entry per dimension of the IR, in the order in memory.
template <class T>
std::vector<T> in_stored_order(Layout layout, const std::vector<T>& entries) {
  std::vector<T> result;
  for (const std::int64_t d : stored_order(layout, entries.size())) result.push_back(entries[static_cast<std::size_t>(d)]);
  return result;
}

// Whether both layouts have the elements in the same sequence: one channel, or nothing but ones behind the channels.
bool is_one_sequence(const TensorType& type);

struct OperationLayout {
  std::vector<Layout> inputs;  // how each is read
  std::vector<Layout> outputs;
  // Inputs of fewer dimensions than the output are read as if dimensions of 1 stood in front of them.
  bool stretches = false;
};

class Layouts {
 public:
  explicit Layouts(const NodeIndex& index) : index_(&index) {}

  // Decides for the next operation in topological order.
  OperationLayout place(const Operation& operation);
  // How a value is stored where it is made; constants and inputs channels-first.
  Layout of(Value value) const;

 private:
  friend struct LayoutQuestion;
  bool is_at_hand(Value value, Layout layout) const;
  bool is_constant_value(Value value) const;

  const NodeIndex* index_;
  std::unordered_map<Value, Layout> made_;
  std::unordered_set<Value> also_last_;  // made channels-first, and somebody needed it channels-last already
};

}  // namespace nnfront::emit
