// Real files of the wild, which are not part of the repository: skipped by name where they are absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include "frontends/frontend.h"
#include "ir/verify.h"
#include "tests/support/source_folder.h"

namespace nnfront::frontends {
namespace {

namespace fs = std::filesystem;

const fs::path models = testing_support::source_folder() / ".." / "shared" / "models";

struct Model {
  std::string file;
  Shape input;                       // of "data"; empty: recognised, or none needed
  std::vector<std::string> refused;  // kinds of operators
};

void PrintTo(const Model& model, std::ostream* stream) {
  *stream << model.file;
}

std::vector<Model> all_models() {
  return {
      {"mxnet/graphs_only/caffenet-symbol.json", {1, 3, 227, 227}, {}},
      {"mxnet/graphs_only/cifar10_quantize_vgg16_acc_0.877504-symbol.json", {1, 3, 32, 32}, {"Custom"}},
      {"mxnet/graphs_only/cifar10_vgg16_acc_0.8772035-symbol.json", {1, 3, 32, 32}, {}},
      {"mxnet/graphs_only/fcn16s-symbol.json", {1, 3, 128, 160}, {}},
      {"mxnet/graphs_only/fcn32s-symbol.json", {1, 3, 128, 160}, {}},
      {"mxnet/graphs_only/fcn8s-symbol.json", {1, 3, 128, 160}, {}},
      {"mxnet/graphs_only/imagenet1k-mnetv2-1_0-symbol.json", {}, {}},
      {"mxnet/graphs_only/imagenet1k-mnetv2-1_4-symbol.json", {}, {}},
      {"mxnet/graphs_only/lightened_cnn-symbol.json", {1, 1, 128, 128}, {}},
      {"mxnet/graphs_only/mobilenet1.0_int8-symbol.json", {1, 3, 224, 224}, {}},
      {"mxnet/graphs_only/mobilenet_v2-symbol.json", {}, {}},
      {"mxnet/graphs_only/mxnet_backbone-model-symbol.json", {1, 3, 112, 112}, {}},
      {"mxnet/graphs_only/resnet-101-symbol.json", {}, {}},
      {"mxnet/graphs_only/resnet-18-symbol.json", {}, {}},
      {"mxnet/graphs_only/resnet-34-symbol.json", {}, {}},
      {"mxnet/graphs_only/resnet-50-symbol.json", {}, {}},
      {"mxnet/graphs_only/resnet50_v1_int8-symbol.json", {1, 3, 224, 224}, {}},
      {"mxnet/graphs_only/resnext-101-64x4d-symbol.json", {}, {}},
      {"mxnet/graphs_only/sagemaker_ssd_model_algo_1-symbol.json", {1, 3, 512, 512}, {"_contrib_MultiBoxTarget"}},
      {"mxnet/graphs_only/squeezenet_v1.0-symbol.json", {1, 3, 224, 224}, {}},
      {"mxnet/graphs_only/squeezenet_v1.1-symbol.json", {1, 3, 224, 224}, {}},
      {"mxnet/graphs_only/ssd_300_vgg16_atrous_voc_int8-symbol.json", {1, 3, 300, 300}, {}},
      {"mxnet/graphs_only/ssd_512_mobilenet1.0_voc_int8-symbol.json", {1, 3, 512, 512}, {}},
      {"mxnet/graphs_only/ssd_512_resnet50_v1_voc_int8-symbol.json", {1, 3, 512, 512}, {}},
      {"mxnet/graphs_only/wide_deep_criteo_quantized-symbol.json", {}, {"SliceSplitEmbeddingConcatFuse", "_contrib_quantize"}},
      {"mxnet/legacy_formats/save_000800.json", {2, 100}, {}},
      {"mxnet/legacy_formats/test_mkldnn_model1.json", {1, 3, 224, 224}, {}},
      {"mxnet/mnist_lenet/lenet-symbol.json", {1, 1, 28, 28}, {}},
      {"mxnet/mtcnn/det1-symbol.json", {1, 3, 40, 50}, {}},
      {"mxnet/mtcnn/det2-symbol.json", {1, 3, 24, 24}, {}},
      {"mxnet/mtcnn/det3-symbol.json", {1, 3, 48, 48}, {}},
      {"mxnet/mtcnn/det4-symbol.json", {1, 15, 24, 24}, {}},
      {"multi/samplenet_cifar10/samplenet-symbol.json", {}, {}},
  };
}

class MxnetModels : public testing::TestWithParam<Model> {};

TEST_P(MxnetModels, imports_or_refuses_what_is_listed) {
  const Model& model = GetParam();
  if (!fs::exists(models / model.file)) GTEST_SKIP() << model.file << " is not here";
  const Detected detected = detect(models / model.file);
  ImportOptions options;
  options.parameters_required = !detected.files.parameters.empty();
  if (!model.input.empty()) options.input_shapes["data"] = model.input;
  const Import import = detected.frontend.import(detected.files, options);
  std::map<std::string, int> refused;
  for (const OperatorReport& entry : import.report.operators) {
    if (entry.fate == Fate::refused) ++refused[entry.op];
  }
  std::vector<std::string> kinds;
  for (const auto& [op, count] : refused) kinds.push_back(op);
  EXPECT_EQ(kinds, model.refused);
  if (!kinds.empty()) return;
  EXPECT_EQ(problems(import.graph), std::vector<std::string>{});
}

std::string test_name(const testing::TestParamInfo<Model>& info) {
  std::string name = fs::path(info.param.file).stem().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

// What is taken for the input's shape where the file does not say it; "...": nothing, --input is asked for.
TEST(MxnetModels, only_sizes_that_the_network_speaks_for_are_assumed) {
  const std::map<std::string, std::string> wanted = {
      {"caffenet", "..."},          {"cifar10_vgg16_acc_0.8772035", "..."}, {"imagenet1k-mnetv2-1_0", "1,3,224,224"},
      {"lightened_cnn", "..."},     {"mobilenet_v2", "1,3,224,224"},        {"mxnet_backbone-model", "..."},
      {"resnet-50", "1,3,224,224"}, {"squeezenet_v1.0", "1,3,224,224"},     {"squeezenet_v1.1", "1,3,224,224"},
  };
  ImportOptions options;
  options.parameters_required = false;
  for (const auto& [name, shape] : wanted) {
    const fs::path file = models / "mxnet/graphs_only" / (name + "-symbol.json");
    if (!fs::exists(file)) GTEST_SKIP() << file << " is not here";
    const Detected detected = detect(file);
    EXPECT_EQ(text(detected.frontend.import(detected.files, options).report.inputs.at(0).type), "float32[" + shape + "]") << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, MxnetModels, testing::ValuesIn(all_models()), test_name);

}  // namespace
}  // namespace nnfront::frontends
