#include "formats/graphdef_writer.h"

#include <gtest/gtest.h>

#include <map>

#include "formats/protobuf.h"
#include "nnfront/error.h"
#include "tests/formats/bytes.h"

namespace nnfront::formats::graphdef {
namespace {

std::string written(const Graph& graph) {
  const TemporaryFolder folder;
  write(folder / "model.pb", graph);
  return content_of(folder / "model.pb");
}

ByteSource source_of(const std::string& bytes) {
  return ByteSource(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

// The values of a node's attributes, each as the bytes of its AttrValue.
std::map<std::string, std::string> attributes_of(const std::string& bytes) {
  std::map<std::string, std::string> found;
  const ByteSource source = source_of(bytes);
  ProtoWindow window(source);
  ProtoMessage graph(window, "GraphDef");
  while (graph.next()) {
    if (graph.field() != 1) continue;
    ProtoMessage node = graph.message("NodeDef");
    while (node.next()) {
      if (node.field() != 5) continue;
      ProtoMessage entry = node.message("entry");
      std::string name;
      while (entry.next()) {
        if (entry.field() == 1) name = entry.text();
        if (entry.field() == 2) found[name] = entry.text();
      }
    }
  }
  return found;
}

Tensor tensor_of(std::vector<float> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return {DType::float32, {count}, [values = std::move(values)](const auto& sink) { sink(std::as_bytes(std::span(values))); }};
}

TEST(GraphdefWriter, WritesEveryKindOfAttribute) {
  const auto found = attributes_of(written({{{"Op",
                                              "node",
                                              {"a", "b:1"},
                                              {{"flag", true},
                                               {"count", std::int64_t{-1}},
                                               {"alpha", 0.5},
                                               {"padding", std::string("SAME")},
                                               {"T", DType::float16},
                                               {"shape", PartialShape{true, {2, -1}}},
                                               {"strides", std::vector<std::int64_t>{1, 2}}}}},
                                            7}));
  EXPECT_EQ(found.at("flag"), std::string("\x28\x01"));
  EXPECT_EQ(found.at("count"), std::string("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
  EXPECT_EQ(found.at("alpha"), std::string("\x25\x00\x00\x00\x3f", 5));
  EXPECT_EQ(found.at("padding"), std::string("\x12\x04SAME"));
  EXPECT_EQ(found.at("T"), std::string("\x30\x13"));
  EXPECT_EQ(found.at("shape"), std::string("\x3a\x11\x12\x02\x08\x02\x12\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
  EXPECT_EQ(found.at("strides"), std::string("\x0a\x04\x1a\x02\x01\x02"));
}

TEST(GraphdefWriter, WritesTheContentOfATensorLast) {
  const std::string bytes = written({{{"Const", "w", {}, {{"value", tensor_of({1.0F, 2.0F})}, {"dtype", DType::float32}}}}, 7});
  const auto found = attributes_of(bytes);
  EXPECT_EQ(found.at("dtype"), std::string("\x30\x01"));
  // TensorProto: type, shape [2], 8 bytes of content.
  EXPECT_EQ(found.at("value"), std::string("\x42\x12\x08\x01\x12\x04\x12\x02\x08\x02\x22\x08\x00\x00\x80\x3f\x00\x00\x00\x40", 20));
  EXPECT_EQ(bytes.substr(bytes.size() - 4), std::string("\x22\x02\x08\x07")) << "the version of the producer";
}

TEST(GraphdefWriter, KnowsNamesOfNodes) {
  for (const std::string_view name : {"a", "0", ".x", "conv/w-1_2.b"}) EXPECT_TRUE(is_node_name(name)) << name;
  for (const std::string_view name : {"", "_a", "/a", "-a", "a:0", "a b", "^a", "\xc3\xa4"}) EXPECT_FALSE(is_node_name(name)) << name;
}

TEST(GraphdefWriter, RefusesWhatNobodyReads) {
  const TemporaryFolder folder;
  const Tensor large{DType::float32, {1 << 29}, [](const auto&) { ADD_FAILURE() << "content is asked for"; }};
  try {
    write(folder / "model.pb", {{{"Const", "w", {}, {{"value", large}}}}, 7});
    FAIL() << "it was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("TensorFlow reads at most 2147483647"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "model.pb"));
}

TEST(GraphdefWriter, HasNoPackedTypes) {
  EXPECT_EQ(element_type(DType::float32), 1);
  EXPECT_EQ(element_type(DType::boolean), 10);
  EXPECT_EQ(element_type(DType::int4), std::nullopt);
  EXPECT_EQ(element_type(DType::string), std::nullopt);
}

}  // namespace
}  // namespace nnfront::formats::graphdef
