#include "executor/onednn/batching.h"

#include <gtest/gtest.h>

#include "executor/onednn/lowering.h"
#include "executor/plan.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor::onednn {
namespace {

TEST(Batching, SegmentsCoverTheProgramAndLiveBuffersLieApart) {
  const Graph graph = testing::residual_network(1, 64, 64, 6);
  const std::vector<Value> wanted = wanted_values(graph, {});
  for (const int images : {1, 3, 8, 100}) {
    Program program;
    program.engine = dnnl::engine(dnnl::engine::kind::cpu, 0);
    ConstantCache cache;
    Lowering(graph, program, cache, wanted, 2).run();
    const BatchPlan plan = plan_batches(program, images);
    EXPECT_LE(plan.chunk, std::max(1, std::min(images, 8)));
    int next = 0;
    for (const Segment& segment : plan.segments) {
      EXPECT_EQ(segment.first, next);
      EXPECT_LE(segment.group, plan.chunk);
      next = segment.last + 1;
    }
    EXPECT_EQ(next, static_cast<int>(program.instructions.size()));

    // Every content that is written must still be there when it is read: follow a marker through the arena in execution order.
    std::vector<std::pair<int, int>> owner(plan.arena_bytes / 64, {-1, -1});
    const auto lines = [&](int buffer, int image) {
      const auto b = static_cast<std::size_t>(buffer);
      const std::size_t begin = plan.offsets[b] + plan.strides[b] * static_cast<std::size_t>(image % plan.slots[b]);
      return std::pair(begin / 64, (begin + program.buffers[b].bytes + 63) / 64);
    };
    std::vector<std::vector<bool>> written(program.buffers.size(), std::vector<bool>(static_cast<std::size_t>(plan.chunk), false));
    for (const Segment& segment : plan.segments) {
      for (int first = 0; first < plan.chunk; first += segment.group) {
        for (int i = segment.first; i <= segment.last; ++i) {
          for (int image = first; image < std::min(plan.chunk, first + segment.group); ++image) {
            for_each_buffer(program.instructions[static_cast<std::size_t>(i)], [&](int buffer, bool scratch) {
              if (program.buffers[static_cast<std::size_t>(buffer)].place != Place::arena) return;
              const auto [begin, end] = lines(buffer, image);
              const bool known = written[static_cast<std::size_t>(buffer)][static_cast<std::size_t>(image)];
              for (std::size_t line = begin; line < end; ++line) {
                if (known && !scratch) {
                  ASSERT_EQ(owner[line], std::pair(buffer, image)) << "instruction " << i;
                }
                owner[line] = {buffer, image};
              }
              written[static_cast<std::size_t>(buffer)][static_cast<std::size_t>(image)] = true;
            });
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace nnfront::executor::onednn
