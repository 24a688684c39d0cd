#include "executor/onednn/batching.h"

#include <algorithm>
#include <set>

#include "executor/plan.h"

namespace nnfront::executor::onednn {

namespace {

// Most images in one chunk: weights are then read once for so many, and the arena stays small.
constexpr int largest_chunk = 8;
// Activations that a group may touch in one instruction and still find in the last level of cache, beside the weights.
constexpr double cache_bytes = 6e6;
// What it costs to go from one group size to another: values that cross are kept for the whole chunk.
constexpr double change_bytes = 3e5;
constexpr std::size_t cache_line = 64;

std::size_t round_up(std::size_t bytes) {
  return (bytes + cache_line - 1) / cache_line * cache_line;
}

// Bytes of one instruction for one image; the scratchpad is shared by all images.
struct Traffic {
  double weights = 0.0;
  double activations = 0.0;
};

Traffic traffic_of(const Program& program, const Instruction& instruction) {
  Traffic traffic;
  std::set<int> seen;
  for_each_buffer(instruction, [&](int buffer, bool scratch) {
    if (scratch || !seen.insert(buffer).second) return;
    const Buffer& touched = program.buffers[static_cast<std::size_t>(buffer)];
    (touched.place == Place::constant ? traffic.weights : traffic.activations) += static_cast<double>(touched.bytes);
  });
  return traffic;
}

// Bytes that come from memory for each image, when `group` images pass the instruction one after the other.
double memory_bytes(const Traffic& traffic, int group) {
  const bool spills = traffic.activations * group > cache_bytes;
  return traffic.weights / group + (spills && group > 1 ? traffic.activations : 0.0);
}

// The cheapest way through the program, instruction by instruction, where changing the group costs something (Viterbi).
std::vector<Segment> cut(const Program& program, int chunk) {
  std::vector<int> groups{1};
  while (groups.back() * 2 <= chunk) groups.push_back(groups.back() * 2);
  const std::size_t count = program.instructions.size();
  std::vector<double> cost(groups.size(), 0.0);
  std::vector<std::vector<std::size_t>> came_from(count, std::vector<std::size_t>(groups.size(), 0));
  for (std::size_t i = 0; i < count; ++i) {
    const Traffic traffic = traffic_of(program, program.instructions[i]);
    const auto best = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    const double after_change = cost[best] + change_bytes;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      came_from[i][g] = i > 0 && after_change < cost[g] ? best : g;
      cost[g] = (i > 0 ? std::min(cost[g], after_change) : 0.0) + memory_bytes(traffic, groups[g]);
    }
  }
  std::size_t state = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
  std::vector<Segment> segments;
  for (std::size_t i = count; i-- > 0; state = came_from[i][state]) {
    if (segments.empty() || segments.back().group != groups[state]) segments.push_back({0, static_cast<int>(i), groups[state]});
    segments.back().first = static_cast<int>(i);
  }
  std::reverse(segments.begin(), segments.end());
  return segments;
}

struct Use {
  int first_segment = -1;
  int last_segment = -1;
  int first = -1;
  int last = -1;
  bool scratch = true;  // only ever touched by one instruction
};

std::vector<Use> uses_of(const Program& program, const std::vector<Segment>& segments) {
  std::vector<Use> uses(program.buffers.size());
  for (int s = 0; s < static_cast<int>(segments.size()); ++s) {
    for (int i = segments[static_cast<std::size_t>(s)].first; i <= segments[static_cast<std::size_t>(s)].last; ++i) {
      for_each_buffer(program.instructions[static_cast<std::size_t>(i)], [&](int buffer, bool) {
        Use& use = uses[static_cast<std::size_t>(buffer)];
        if (use.first < 0) {
          use.first = i;
          use.first_segment = s;
        }
        use.scratch = use.first == i;
        use.last = i;
        use.last_segment = s;
      });
    }
  }
  return uses;
}

}  // namespace

BatchPlan plan_batches(const Program& program, int images) {
  BatchPlan plan;
  plan.chunk = std::clamp(images, 1, largest_chunk);
  plan.segments = cut(program, plan.chunk);
  const std::vector<Use> uses = uses_of(program, plan.segments);

  std::vector<Lifetime> lifetimes(program.buffers.size());
  for (std::size_t b = 0; b < program.buffers.size(); ++b) {
    const Use& use = uses[b];
    plan.strides.push_back(round_up(program.buffers[b].bytes));
    if (program.buffers[b].place != Place::arena || use.first < 0) {
      plan.slots.push_back(program.buffers[b].place == Place::constant ? 1 : plan.chunk);
      continue;
    }
    // A segment starts over for every group: what it takes over or hands on must keep out of the way of all of it.
    const bool crosses = use.first_segment != use.last_segment;
    const Segment& first = plan.segments[static_cast<std::size_t>(use.first_segment)];
    const Segment& last = plan.segments[static_cast<std::size_t>(use.last_segment)];
    plan.slots.push_back(use.scratch ? 1 : crosses ? plan.chunk : first.group);
    lifetimes[b] = {plan.strides[b] * static_cast<std::size_t>(plan.slots[b]), crosses ? first.first : use.first,
                    crosses ? last.last : use.last};
  }
  const ArenaPlan arena = plan_arena(lifetimes);
  plan.offsets = arena.offsets;
  plan.arena_bytes = arena.bytes;
  return plan;
}

}  // namespace nnfront::executor::onednn
