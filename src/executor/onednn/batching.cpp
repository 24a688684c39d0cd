#include "executor/onednn/batching.h"

#include <algorithm>
#include <set>

#include "executor/plan.h"

namespace nnfront::executor::onednn {

namespace {

// Most images in one chunk: weights are then read once for so many, and the arena stays small.
constexpr int largest_chunk = 8;
// Activations of a group that an instruction may touch and still find in the cache.
constexpr std::size_t cache_bytes = std::size_t{3} << 20;
constexpr std::size_t cache_line = 64;

std::size_t round_up(std::size_t bytes) {
  return (bytes + cache_line - 1) / cache_line * cache_line;
}

int group_of(const Program& program, const Instruction& instruction, int chunk) {
  std::size_t activations = 0;
  for_each_buffer(instruction, [&](int buffer) {
    const Buffer& touched = program.buffers[static_cast<std::size_t>(buffer)];
    if (touched.place != Place::constant) activations += touched.bytes;
  });
  int group = 1;
  while (group * 2 <= chunk && activations * static_cast<std::size_t>(group) * 2 <= cache_bytes) group *= 2;
  return group;
}

// Groups only grow along a network of convolutions; where they shrink again the larger one is not worth another segment.
std::vector<Segment> cut(const Program& program, int chunk) {
  constexpr int shortest = 6;
  std::vector<Segment> segments;
  const int count = static_cast<int>(program.instructions.size());
  for (int i = 0; i < count; ++i) {
    const int group = group_of(program, program.instructions[static_cast<std::size_t>(i)], chunk);
    if (!segments.empty() && (segments.back().group == group || i - segments.back().first < shortest)) {
      segments.back().last = i;
      segments.back().group = std::min(segments.back().group, group);
    } else {
      segments.push_back({i, i, group});
    }
  }
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
      for_each_buffer(program.instructions[static_cast<std::size_t>(i)], [&](int buffer) {
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
