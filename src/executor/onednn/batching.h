// Where a program's buffers lie, and in which order a batch of images goes through its instructions.
//
// Early layers of a convolutional network have large activations and small weights: one image at a time keeps the activations in
// the cache. Late layers are the other way round: several images at a time read each weight from memory once. So the program is
// cut into segments; each takes the images of a chunk in groups of its own size.
#pragma once

#include <cstddef>
#include <vector>

#include "executor/onednn/program.h"

namespace nnfront::executor::onednn {

struct Segment {
  int first = 0;  // instruction
  int last = 0;   // included
  int group = 1;  // images that pass each instruction before the next one
};

struct BatchPlan {
  int chunk = 1;  // images that go through all segments before the next ones
  std::vector<Segment> segments;
  std::vector<int> slots;            // per buffer: how many images' content it holds at a time
  std::vector<std::size_t> offsets;  // per buffer, in the arena; slot i lies i * stride further
  std::vector<std::size_t> strides;
  std::size_t arena_bytes = 0;
};

// `images`: the most that one worker will be given at a time.
BatchPlan plan_batches(const Program& program, int images);

}  // namespace nnfront::executor::onednn
