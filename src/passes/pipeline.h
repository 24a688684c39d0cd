// The two pipelines, in order, with the reason for each position in pipeline.cpp.
#pragma once

#include "passes/pass.h"

namespace nnfront::passes {

// For the trainable form: canonical spelling, nothing folded that has a gradient.
std::vector<Pass> reconstruct_pipeline();
// From the reconstruct form to the fused form.
std::vector<Pass> fuse_pipeline();

// Runs fuse_pipeline() on a copy; kind becomes fused.
Graph fused_from(const Graph& reconstruct, std::vector<PassRecord>& records, const RunnerOptions& options = {});

}  // namespace nnfront::passes
