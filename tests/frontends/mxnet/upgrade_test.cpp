#include "frontends/mxnet/upgrade.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"

namespace nnfront::frontends::mxnet {
namespace {

constexpr std::string_view old_batch_norm = R"({"nodes": [
  {"op": "null", "name": "data", "inputs": []},
  {"op": "null", "name": "bn_gamma", "inputs": []},
  {"op": "null", "name": "bn_beta", "inputs": []},
  {"op": "BatchNorm", "name": "bn", "param": {}, "inputs": [[0, 0], [1, 0], [2, 0]]},
  {"op": "f", "name": "last", "inputs": [[3, 0], [0, 0]]}], "heads": [[4, 0]]})";

TEST(MxnetUpgrade, batch_norms_before_0_9_get_their_running_statistics) {
  const SourceGraph graph = upgraded(decode_symbol(old_batch_norm));
  ASSERT_EQ(graph.nodes.size(), 7u);
  EXPECT_EQ(graph.nodes[3].name, "bn_moving_mean");
  EXPECT_EQ(graph.nodes[4].name, "bn_moving_var");
  const SourceNode& norm = graph.nodes[5];
  ASSERT_EQ(norm.inputs.size(), 5u);
  EXPECT_EQ(norm.inputs[3].node, 3);
  EXPECT_EQ(norm.inputs[4].node, 4);
  EXPECT_EQ(graph.nodes[6].inputs[0].node, 5);
  EXPECT_EQ(graph.nodes[6].inputs[1].node, 0);
  EXPECT_EQ(graph.heads[0].node, 6);
}

TEST(MxnetUpgrade, later_files_stay_as_they_are) {
  SourceGraph graph = decode_symbol(old_batch_norm);
  graph.version = 904;
  EXPECT_EQ(upgraded(graph).nodes.size(), 5u);
}

TEST(MxnetUpgrade, a_taken_name_is_an_error) {
  SourceGraph graph = decode_symbol(old_batch_norm);
  graph.nodes[0].name = "bn_moving_var";
  EXPECT_THROW(upgraded(graph), Error);
}

TEST(MxnetUpgrade, axis_minus_one_of_an_old_argmax_means_all) {
  const std::string_view json = R"({"nodes": [{"op": "null", "name": "data", "inputs": []},
    {"op": "argmax", "name": "x", "param": {"axis": "-1"}, "inputs": [[0, 0]]}], "heads": [[1, 0]]})";
  EXPECT_EQ(upgraded(decode_symbol(json)).nodes[1].attributes.count("axis"), 0u);
  SourceGraph later = decode_symbol(json);
  later.version = 905;
  EXPECT_EQ(upgraded(later).nodes[1].attributes.count("axis"), 1u);
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
