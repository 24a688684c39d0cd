#include "executor/onednn/batching.h"

#include <gtest/gtest.h>

#include "executor/onednn/lowering.h"
#include "executor/plan.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::onednn {
namespace {

// Follows a marker through the arena in execution order: what was written must still be there when it is read.
void expect_contents_survive(const Program& program, const BatchPlan& plan) {
  std::vector<std::pair<int, int>> owner(plan.arena_bytes / 64, {-1, -1});
  std::vector<std::vector<bool>> written(program.buffers.size(), std::vector<bool>(static_cast<std::size_t>(plan.chunk), false));
  const auto touch = [&](int buffer, bool scratch, int image) {
    const auto b = static_cast<std::size_t>(buffer);
    if (program.buffers[b].place != Place::arena) return;
    const std::size_t begin = plan.offsets[b] + plan.strides[b] * static_cast<std::size_t>(image % plan.slots[b]);
    const bool known = written[b][static_cast<std::size_t>(image)] && !scratch;
    for (std::size_t line = begin / 64; line < (begin + program.buffers[b].bytes + 63) / 64; ++line) {
      if (known) {
        ASSERT_EQ(owner[line], std::pair(buffer, image));
      }
      owner[line] = {buffer, image};
    }
    written[b][static_cast<std::size_t>(image)] = true;
  };
  for (const Segment& segment : plan.segments) {
    for (int first = 0; first < plan.chunk; first += segment.group) {
      for (int i = segment.first; i <= segment.last; ++i) {
        for (int image = first; image < std::min(plan.chunk, first + segment.group); ++image) {
          for_each_buffer(program.instructions[static_cast<std::size_t>(i)],
                          [&](int buffer, bool scratch) { touch(buffer, scratch, image); });
        }
      }
    }
  }
}

void expect_segments_cover(const Program& program, const BatchPlan& plan) {
  int next = 0;
  for (const Segment& segment : plan.segments) {
    EXPECT_EQ(segment.first, next);
    EXPECT_LE(segment.group, plan.chunk);
    next = segment.last + 1;
  }
  EXPECT_EQ(next, static_cast<int>(program.instructions.size()));
}

TEST(Batching, ANetworksContentsSurvive) {
  const Graph graph = testing::residual_network(1, 64, 64, 6);
  const std::vector<Value> wanted = wanted_values(graph, {});
  for (const int images : {1, 3, 8, 100}) {
    Program program;
    program.engine = dnnl::engine(dnnl::engine::kind::cpu, 0);
    ConstantCache cache;
    Lowering(graph, program, cache, wanted, 2).run();
    const BatchPlan plan = plan_batches(program, images);
    EXPECT_LE(plan.chunk, std::min(images, 8));
    expect_segments_cover(program, plan);
    expect_contents_survive(program, plan);
  }
}

// Early instructions with large activations, late ones with large weights, and values that are read again much later.
TEST(Batching, SegmentsDifferAndContentsSurvive) {
  std::uint64_t state = 5;
  const auto below = [&](std::uint64_t end) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % end;
  };
  int several = 0;
  for (int round = 0; round < 40; ++round) {
    Program program;
    std::vector<int> made;
    const int count = 12 + static_cast<int>(below(20));
    for (int i = 0; i < count; ++i) {
      HostCall call;
      if (!made.empty()) call.inputs.push_back(made.back());
      if (!made.empty() && below(3) == 0) call.inputs.push_back(made[below(made.size())]);
      const std::size_t early = static_cast<std::size_t>(count - i);
      program.buffers.push_back({Place::constant, (std::size_t{64} << 10) * static_cast<std::size_t>(i + 1) * (1 + below(4))});
      call.inputs.push_back(static_cast<int>(program.buffers.size()) - 1);
      program.buffers.push_back({Place::arena, 100 + (std::size_t{40} << 10) * early * (1 + below(3))});
      call.outputs.push_back(static_cast<int>(program.buffers.size()) - 1);
      made.push_back(call.outputs.front());
      program.buffers.push_back({Place::arena, 1 + below(1 << 20)});
      call.scratch = static_cast<int>(program.buffers.size()) - 1;
      program.instructions.push_back({"", {Piece{{}, {}, std::move(call)}}, false});
    }
    const BatchPlan plan = plan_batches(program, 8);
    several += plan.segments.size() > 1 ? 1 : 0;
    expect_segments_cover(program, plan);
    expect_contents_survive(program, plan);
  }
  EXPECT_GT(several, 20);
}

}  // namespace
}  // namespace nnfront::executor::onednn
