#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <set>

#include "formats/npz.h"
#include "ir/builder.h"
#include "ir/elements.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "tests/ir/graphs.h"
#include "tests/ir/operators.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::ir_test {
namespace {

using testing_support::TemporaryFolder;

std::string bytes_of(const std::filesystem::path& path) {
  return File::open(path)->read_all(1 << 30);
}

std::string elements_of(const Tensor& tensor) {
  std::string result;
  tensor.stream([&](std::span<const std::byte> part) { result.append(reinterpret_cast<const char*>(part.data()), part.size()); });
  return result;
}

std::map<std::string, Tensor> tensors_of(const Graph& graph) {
  std::map<std::string, Tensor> result;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.attributes.is<ParameterAttrs>()) result.emplace(node.attributes.as<ParameterAttrs>().key, node.tensor);
    }
  });
  return result;
}

Graph without_content(const Graph& graph) {
  return parse_graph_json(graph_json(graph), operators());
}

// One parameter of every element type, some in memory, some computed, one of none, one of many parts.
Graph parameters_of_every_type() {
  Graph graph(operators());
  Builder builder(graph);
  for (const DType dtype : all_dtypes()) {
    if (dtype == DType::string) continue;
    const std::string key(name(dtype));
    builder.parameter(key, Tensor(random_array(dtype, {3, 5}, 11)));
    const auto compute = [dtype](std::span<const Array> inputs) { return random_array(dtype, {7}, inputs.size()); };
    builder.parameter(key + ".computed", Tensor(dtype, {7}, DeferredComputation{"test", {Tensor(random_array(dtype, {1}, 1))}, compute}));
  }
  builder.parameter("empty", Tensor(random_array(DType::float32, {0, 3}, 1)));
  builder.parameter("scalar", Tensor(random_array(DType::float32, {}, 1)));
  const auto large = [](std::span<const Array>) { return random_array(DType::float32, {1300, 1100}, 5); };
  builder.parameter("large", Tensor(DType::float32, {1300, 1100}, DeferredComputation{"test", {}, large}));
  builder.output("y", {0, 0});
  return graph;
}

TEST(ParametersFile, EveryTypeReadsBack) {
  const TemporaryFolder folder;
  const Graph graph = parameters_of_every_type();
  write_parameters(graph, folder / "p.npz");
  Graph again = without_content(graph);
  attach_parameters(again, folder / "p.npz");
  const auto before = tensors_of(graph);
  const auto after = tensors_of(again);
  ASSERT_EQ(before.size(), after.size());
  for (const auto& [key, tensor] : before) {
    ASSERT_TRUE(after.at(key).has_content()) << key;
    EXPECT_EQ(after.at(key).dtype(), tensor.dtype()) << key;
    EXPECT_EQ(after.at(key).dims(), tensor.dims()) << key;
    EXPECT_EQ(elements_of(after.at(key)), elements_of(tensor)) << key;
  }
}

TEST(ParametersFile, StandsInNodeOrderAndIsTheSameTwice) {
  const TemporaryFolder folder;
  const Graph graph = full_graph();
  write_parameters(graph, folder / "a.npz");
  write_parameters(graph, folder / "b.npz");
  EXPECT_EQ(bytes_of(folder / "a.npz"), bytes_of(folder / "b.npz"));
  std::vector<std::string> names;
  for (const auto& entry : formats::read_npz(ByteSource(File::open(folder / "a.npz")))) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"conv0_weight", "mask", "scales", "zeros"}));
  // Read from the file, written again: streamed, the same.
  Graph again = without_content(graph);
  attach_parameters(again, folder / "a.npz");
  write_parameters(again, folder / "c.npz");
  EXPECT_EQ(bytes_of(folder / "a.npz"), bytes_of(folder / "c.npz"));
}

TEST(ParametersFile, DamagedContentIsRefusedByWhoeverReadsIt) {
  const TemporaryFolder folder;
  const Graph graph = full_graph();
  write_parameters(graph, folder / "p.npz");
  std::string bytes = bytes_of(folder / "p.npz");
  const std::string content = elements_of(tensors_of(graph).at("conv0_weight"));
  const std::size_t at = bytes.find(content);
  ASSERT_NE(at, std::string::npos);
  bytes[at + content.size() / 2] = static_cast<char>(bytes[at + content.size() / 2] ^ 1);
  std::ofstream(folder / "p.npz", std::ios::binary) << bytes;
  Graph again = without_content(graph);
  attach_parameters(again, folder / "p.npz");
  const Tensor damaged = tensors_of(again).at("conv0_weight");
  const std::string wanted = (folder / "p.npz").string() + ": entry 'conv0_weight': its content does not match its checksum";
  const auto message = [](const auto& read) -> std::string {
    try {
      read();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message([&] { damaged.evaluate(); }), wanted);
  EXPECT_EQ(message([&] { elements_of(damaged); }), wanted);
  EXPECT_EQ(message([&] { write_parameters(again, folder / "q.npz"); }), wanted);
  EXPECT_NO_THROW(elements_of(tensors_of(again).at("zeros")));
}

TEST(ParametersFile, TellsProgress) {
  const TemporaryFolder folder;
  const Graph graph = parameters_of_every_type();
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  write_parameters(graph, folder / "p.npz", [&](std::uint64_t done, std::uint64_t all) {
    EXPECT_GT(done, last);
    last = done;
    total = all;
  });
  EXPECT_EQ(last, total);
  EXPECT_GT(total, 5'000'000U);
}

TEST(ParametersFile, FailuresLeaveTheOldFileWhole) {
  const TemporaryFolder folder;
  const auto path = folder / "p.npz";
  std::ofstream(path) << "old";
  Graph graph(operators());
  Builder builder(graph);
  for (int i = 0; i < 40; ++i) builder.parameter("before" + std::to_string(i), Tensor(random_array(DType::float32, {1000}, 1)));
  const auto broken = [](std::span<const Array>) -> Array { fail(ErrorCode::invalid_file, "cannot be folded"); };
  builder.parameter("broken", Tensor(DType::float32, {3}, DeferredComputation{"test", {}, broken}));
  EXPECT_THROW(write_parameters(graph, path), Error);
  EXPECT_EQ(bytes_of(path), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_THROW(write_parameters(without_content(full_graph()), path), Error);
  EXPECT_EQ(bytes_of(path), "old");
}

TEST(ParametersFile, AWriterThatFailsStopsTheReader) {
  const TemporaryFolder folder;
  EXPECT_THROW(write_parameters(parameters_of_every_type(), folder.path()), Error);
  EXPECT_THROW(write_parameters(parameters_of_every_type(), folder / "p.npz",
                                [](std::uint64_t, std::uint64_t) { throw std::runtime_error("interrupted"); }),
               std::runtime_error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

std::string attach_message(Graph graph, const std::filesystem::path& path) {
  try {
    attach_parameters(graph, path);
  } catch (const Error& error) {
    return error.what();
  }
  return "attached";
}

TEST(ParametersFile, MustMatchTheGraphBothWays) {
  const TemporaryFolder folder;
  const auto write = [&](const std::string& file, const std::vector<std::pair<std::string, Array>>& arrays) {
    formats::NpzWriter writer(folder / file);
    for (const auto& [name, array] : arrays) {
      writer.begin(name, array.dtype(), array.dims());
      writer.write({array.data(), array.bytes()});
      writer.end();
    }
    writer.finish();
    return folder / file;
  };
  Graph graph(operators());
  Builder builder(graph);
  builder.parameter("w", Tensor(random_array(DType::float32, {2, 3}, 1)));
  builder.parameter("b", Tensor(random_array(DType::int4, {3}, 1)));
  const Array w = random_array(DType::float32, {2, 3}, 1);
  const Array b = random_array(DType::uint8, {2}, 1);
  EXPECT_EQ(attach_message(graph, write("good.npz", {{"b", b}, {"w", w}})), "attached");
  const auto expect_message = [&](const std::filesystem::path& path, const std::string& wanted) {
    EXPECT_EQ(attach_message(graph, path), path.string() + ": " + wanted);
  };
  expect_message(write("missing.npz", {{"w", w}}), "1 parameters of the graph are missing, the first is 'b'");
  expect_message(write("more.npz", {{"w", w}, {"b", b}, {"x", b}, {"c", b}}), "2 arrays are no parameters of the graph, the first is 'c'");
  expect_message(write("shape.npz", {{"w", w.reshaped({3, 2})}, {"b", b}}), "parameter 'w': got float32[3,2], wanted float32[2,3]");
  expect_message(write("type.npz", {{"w", random_array(DType::float64, {2, 3}, 1)}, {"b", b}}),
                 "parameter 'w': got float64[2,3], wanted float32[2,3]");
  EXPECT_NE(attach_message(graph, folder / "absent.npz"), "attached");
}

}  // namespace
}  // namespace nnfront::ir_test
