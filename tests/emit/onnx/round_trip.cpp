#include "tests/emit/onnx/round_trip.h"

#include <gtest/gtest.h>

#include "emit/onnx/emitter.h"
#include "executor/distance.h"
#include "frontends/onnx/importer.h"
#include "nnfront/error.h"
#include "tests/emit/cases.h"
#include "tests/formats/bytes.h"

namespace nnfront::test {

namespace {

// Reads what was written to the folder, and compares what it computes.
void expect_equal(const Graph& graph, const std::filesystem::path& folder, std::string_view body, double limit) {
  const std::string bytes = formats::content_of(folder / "model.onnx");
  frontends::onnx::ExternalFiles external(folder);
  const frontends::Import again =
      frontends::onnx::import_bytes(ByteSource(std::as_bytes(std::span(bytes.data(), bytes.size()))), external, {});
  ASSERT_EQ(frontends::refusals(again.report), "") << body;
  const std::vector<Array> wanted = case_outputs(graph);
  const std::vector<Array> got = case_outputs(again.graph);
  ASSERT_EQ(got.size(), wanted.size()) << body;
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].dtype(), wanted[i].dtype()) << body;
    ASSERT_EQ(got[i].dims(), wanted[i].dims()) << body;
    EXPECT_LE(executor::relative_distance(got[i], wanted[i]), limit) << body;
  }
}

}  // namespace

void expect_round_trip(std::string_view body, std::int64_t opset, double limit) {
  const Graph graph = case_graph(body);
  const formats::TemporaryFolder folder;
  emit::onnx::write(graph, folder / "model.onnx", {opset});
  expect_equal(graph, folder / "", body, limit);
}

void expect_round_trip_with_weights_beside(std::string_view body) {
  using formats::onnx_file::Weights;
  const Graph graph = case_graph(body);
  const formats::TemporaryFolder folder;
  formats::onnx_file::write(folder / "model.onnx", emit::onnx::lower(graph), Weights::beside);
  expect_equal(graph, folder / "", body, 0.0);
  EXPECT_GT(std::filesystem::file_size(folder / "model.onnx.data"), 0U);
}

std::string written_operators(std::string_view body, std::int64_t opset) {
  std::string names;
  for (const auto& node : emit::onnx::lower(case_graph(body), {opset}).graph.nodes) names += (names.empty() ? "" : " ") + node.op;
  return names;
}

std::string writing_error(std::string_view body, std::int64_t opset) {
  try {
    emit::onnx::lower(case_graph(body), {opset});
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace nnfront::test
