// MXNet -> IR -> MXNet -> IR: from the second trip on the trainable form is what it was, up to ids.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "frontends/frontend.h"
#include "ir/text.h"
#include "nnfront/error.h"
#include "passes/pipeline.h"
#include "tests/emit/mxnet/round_trip.h"
#include "tests/support/source_folder.h"

namespace nnfront::test {
namespace {

namespace fs = std::filesystem;

struct Model {
  std::string file;          // from the folder of the repository
  Shape input;               // of "data"; empty: the file says it
  std::string refusal = "";  // a part of the reason why it cannot be written
};

void PrintTo(const Model& model, std::ostream* stream) {
  *stream << model.file;
}

std::vector<Model> all_models() {
  const std::string graphs = "../shared/models/mxnet/graphs_only/";
  const std::string on_integers = "it is not written for MXNet yet";
  return {
      {"examples/digits/digits-symbol.json", {1, 1, 8, 8}},
      {"examples/resnet50v1b/resnet50v1b-symbol.json", {1, 3, 224, 224}},
      {"../shared/models/mxnet/mnist_lenet/lenet-symbol.json", {1, 1, 28, 28}},
      {"../shared/models/mxnet/mtcnn/det1-symbol.json", {1, 3, 40, 50}},
      {"../shared/models/mxnet/mtcnn/det2-symbol.json", {1, 3, 24, 24}},
      {"../shared/models/mxnet/mtcnn/det3-symbol.json", {1, 3, 48, 48}},
      {"../shared/models/mxnet/mtcnn/det4-symbol.json", {1, 15, 24, 24}},
      {"../shared/models/multi/samplenet_cifar10/samplenet-symbol.json", {}},
      {"../shared/models/mxnet/legacy_formats/save_000800.json", {2, 100}},
      {"../shared/models/mxnet/legacy_formats/test_mkldnn_model1.json", {1, 3, 224, 224}},
      {graphs + "caffenet-symbol.json", {1, 3, 227, 227}},
      {graphs + "cifar10_vgg16_acc_0.8772035-symbol.json", {1, 3, 32, 32}},
      {graphs + "fcn8s-symbol.json", {1, 3, 128, 160}},
      {graphs + "fcn16s-symbol.json", {1, 3, 128, 160}},
      {graphs + "fcn32s-symbol.json", {1, 3, 128, 160}},
      {graphs + "imagenet1k-mnetv2-1_0-symbol.json", {}},
      {graphs + "imagenet1k-mnetv2-1_4-symbol.json", {}},
      {graphs + "lightened_cnn-symbol.json", {1, 1, 128, 128}},
      {graphs + "mobilenet_v2-symbol.json", {}},
      {graphs + "mxnet_backbone-model-symbol.json", {1, 3, 112, 112}},
      {graphs + "resnet-18-symbol.json", {}},
      {graphs + "resnet-34-symbol.json", {}},
      {graphs + "resnet-50-symbol.json", {}},
      {graphs + "resnet-101-symbol.json", {}},
      {graphs + "resnext-101-64x4d-symbol.json", {}},
      {graphs + "squeezenet_v1.0-symbol.json", {1, 3, 224, 224}},
      {graphs + "squeezenet_v1.1-symbol.json", {1, 3, 224, 224}},
      {graphs + "mobilenet1.0_int8-symbol.json", {1, 3, 224, 224}, on_integers},
      {graphs + "resnet50_v1_int8-symbol.json", {1, 3, 224, 224}, on_integers},
      {graphs + "ssd_300_vgg16_atrous_voc_int8-symbol.json", {1, 3, 300, 300}, on_integers},
      {graphs + "ssd_512_mobilenet1.0_voc_int8-symbol.json", {1, 3, 512, 512}, on_integers},
      {graphs + "ssd_512_resnet50_v1_voc_int8-symbol.json", {1, 3, 512, 512}, on_integers},
  };
}

// Zeros for what the file does not bring: the graph alone counts here.
void fill_parameters(Graph& graph) {
  for (Node& node : graph.nodes()) {
    if (!is_constant(node) || node.tensor.has_content()) continue;
    const TensorType& type = node.outputs.front().type;
    const std::vector<std::int64_t> dims = integers(type.shape).value();
    node.tensor = Tensor(type.dtype, dims,
                         DeferredComputation{"zeros", {}, [type, dims](std::span<const Array>) { return Array(type.dtype, dims); }});
  }
}

Graph imported(const Model& model, const fs::path& file) {
  const frontends::Detected detected = frontends::detect(file);
  frontends::ImportOptions options;
  options.parameters_required = !detected.files.parameters.empty();
  if (!model.input.empty()) options.input_shapes["data"] = model.input;
  frontends::Import import = detected.frontend.import(detected.files, options);
  EXPECT_EQ(frontends::refusals(import.report), "");
  fill_parameters(import.graph);
  return std::move(import.graph);
}

Graph compiled(Graph graph) {
  passes::run_passes(graph, passes::reconstruct_pipeline());
  return graph;
}

// Nodes numbered in their order, without what remembers how they came to be.
Graph renumbered(Graph graph) {
  std::map<std::int64_t, std::int64_t> numbers;
  for (Node& node : graph.nodes()) numbers.emplace(node.id, static_cast<std::int64_t>(numbers.size()));
  const auto moved = [&](Value value) { return Value{numbers.at(value.node), value.output}; };
  for (Node& node : graph.nodes()) {
    node.id = numbers.at(node.id);
    node.swallowed.clear();
    for (auto& input : node.inputs) {
      if (input) input = moved(*input);
    }
  }
  for (Value& input : graph.inputs()) input = moved(input);
  for (NamedValue& output : graph.outputs()) output.value = moved(output.value);
  graph.aliases.clear();
  graph.next_id = static_cast<std::int64_t>(numbers.size());
  graph.source = {};
  return graph;
}

class MxnetFixedPoint : public testing::TestWithParam<Model> {};

TEST_P(MxnetFixedPoint, IsReachedByTheSecondTrip) {
  const fs::path file = testing_support::source_folder() / GetParam().file;
  if (!fs::exists(file)) GTEST_SKIP() << file << " is not here";
  const Graph first = compiled(imported(GetParam(), file));
  if (!GetParam().refusal.empty()) {
    try {
      emit::mxnet::lower(first);
      FAIL() << "it is not refused";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(GetParam().refusal), std::string::npos) << error.what();
    }
    return;
  }
  const Graph second = compiled(mxnet::reread_without_content(first));
  const Graph third = compiled(mxnet::reread_without_content(second));
  EXPECT_EQ(print(renumbered(third)), print(renumbered(second)));
}

std::string test_name(const testing::TestParamInfo<Model>& info) {
  std::string name = fs::path(info.param.file).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, MxnetFixedPoint, testing::ValuesIn(all_models()), test_name);

}  // namespace
}  // namespace nnfront::test
