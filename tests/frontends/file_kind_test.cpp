#include "frontends/file_kind.h"

#include <gtest/gtest.h>

#include "support/file.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::frontends {
namespace {

using testing_support::TemporaryFolder;

std::string kind_of(const std::filesystem::path& path) {
  return std::string(model_kind(path).value_or(""));
}

std::string kind_of_content(std::string_view content) {
  const TemporaryFolder folder;
  write_text_file(folder / "model", content);
  return kind_of(folder / "model");
}

TEST(FileKind, KnowsBinaryFormatsByTheirFirstBytes) {
  EXPECT_EQ(kind_of_content(std::string_view("\x1c\0\0\0TFL3\x14\0\0\0", 12)), "a TensorFlow Lite model");
  EXPECT_EQ(kind_of_content("\x89HDF\r\n\x1a\n...."), "an HDF5 file (Keras writes models so)");
  EXPECT_EQ(kind_of_content(std::string_view("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15)), "a PyTorch checkpoint");
  EXPECT_EQ(kind_of_content("\x80\x04\x95"), "a Python pickle");
  EXPECT_EQ(kind_of_content(std::string_view("\x02\0\0\0\0\0\0\0{}", 10)), "a safetensors file");
  EXPECT_EQ(kind_of_content(std::string_view("\xff\0\0\0\0\0\0\0{}", 10)), "") << "a header that is longer than the file";
}

TEST(FileKind, KnowsProtobufMessagesByTheirFields) {
  EXPECT_EQ(kind_of_content("\x08\x07\x12\x02me\x3a\x01x"), "an ONNX model");
  EXPECT_EQ(kind_of_content("\x08\x01\x12\x02\x0a\x03"), "a TensorFlow SavedModel");
  EXPECT_EQ(kind_of_content("\x0a\x06\x0a\x01x\x12\x01y"), "a TensorFlow graph");
  EXPECT_EQ(kind_of_content(std::string_view("\x0a\x04\x08\0\x10\1", 6)), "a Paddle program");
  EXPECT_EQ(kind_of_content("\x0a\x03net\xa2\x06\x02xy"), "Caffe weights");
  EXPECT_EQ(kind_of_content("\x08\x01\x12\x02xy\xa2\x1f\x01z"), "a Core ML model");
  EXPECT_EQ(kind_of_content("\x0a\x06\x0a\x01x\x15\x01y"), "") << "a list of other messages";
  EXPECT_EQ(kind_of_content("\x0a\x02\x0a\x01\x12\x01x"), "") << "a name that is a message";
  EXPECT_EQ(kind_of_content("\x0a\x7fnet"), "") << "a length that passes the end";
  EXPECT_EQ(kind_of_content(std::string(200, '\xff')), "");
}

TEST(FileKind, KnowsTexts) {
  EXPECT_EQ(kind_of_content("name: \"net\"\nlayer {\n  type: \"Input\"\n}\n"), "a Caffe network");
  EXPECT_EQ(kind_of_content("node {\n  name: \"x\"\n  op: \"Placeholder\"\n}\n"), "a TensorFlow graph as text");
  EXPECT_EQ(kind_of_content("<?xml version=\"1.0\"?>\n<net name=\"n\" version=\"11\">\n<layers>\n"), "an OpenVINO graph");
  EXPECT_EQ(kind_of_content("{\"format\": \"layers-model\", \"modelTopology\": {}}"), "a TensorFlow.js model");
  EXPECT_EQ(kind_of_content("7767517\n3 3\n"), "an ncnn graph");
  EXPECT_EQ(kind_of_content("[net]\nheight=4\n[convolutional]\n"), "a Darknet network");
}

TEST(FileKind, HasNoNameForTheRest) {
  const TemporaryFolder folder;
  EXPECT_EQ(kind_of_content(""), "");
  EXPECT_EQ(kind_of_content("a layer { of text"), "");
  EXPECT_EQ(kind_of_content("{}"), "");
  EXPECT_EQ(kind_of_content(std::string_view("PK\x03\x04 zip", 8)), "");
  EXPECT_EQ(kind_of(folder / "absent"), "");
  EXPECT_EQ(kind_of(folder / "."), "");
  EXPECT_EQ(kind_of(testing_support::source_folder() / "examples/digits/digits-symbol.json"), "");
  EXPECT_EQ(kind_of(testing_support::source_folder() / "examples/digits/digits-images.npy"), "");
}

TEST(FileKind, KnowsRealModels) {
  const std::filesystem::path models = testing_support::source_folder().parent_path() / "shared/models";
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"keras/mlperf_tiny/kws/kws_ref_model", "a TensorFlow SavedModel"},
      {"keras/mlperf_tiny/kws/kws_ref_model.tflite", "a TensorFlow Lite model"},
      {"keras/mlperf_tiny/kws/kws_ref_model/saved_model.pb", "a TensorFlow SavedModel"},
      {"keras/mlperf_tiny/kws/kws_ref_model/variables/variables.index", "the index of a TensorFlow checkpoint"},
      {"keras/mlperf_tiny/vww/vww_96.h5", "an HDF5 file (Keras writes models so)"},
      {"multi/mtcnn_tf/rnet.pb", "a TensorFlow graph"},
      {"multi/samplenet_cifar10/SampLeNet.caffemodel", "Caffe weights"},
      {"multi/samplenet_cifar10/SampLeNet.prototxt", "a Caffe network"},
      {"multi/samplenet_cifar10/SampLeNet.xml", "an OpenVINO graph"},
      {"multi/samplenet_cifar10/samplenet.onnx", "an ONNX model"},
      {"multi/samplenet_cifar10/samplenet.pb", "a TensorFlow graph"},
      {"multi/samplenet_cifar10/samplenet.pdmodel", "a Paddle program"},
      {"multi/ultraface/version-RFB-320.pth", "a PyTorch checkpoint"},
      {"nlp/stories260k/stories260K.pt", "a PyTorch checkpoint"},
      {"nlp/stories260k/tok512.model", ""},
      {"onnx/onnx_model_zoo/mnist.onnx", "an ONNX model"},
      {"onnx/onnx_model_zoo/shufflenet-v2-12-int8.onnx", "an ONNX model"},
      {"onnx/onnx_model_zoo/super_resolution.onnx", "an ONNX model"},
      {"pytorch_export/hades_pid/exported_program.pt2", "an exported PyTorch program"},
      {"tensorflow/mtcnn_tf1_checkpoint/mtcnn-3000000.index", "the index of a TensorFlow checkpoint"},
      {"tensorflow/mtcnn_tf1_checkpoint/mtcnn-3000000.meta", ""},
      {"torch/mobilenet025_imagenet/model_best.pth.tar", "a PyTorch checkpoint"},
      {"torch/resnet_cifar10/resnet20-12fca82f.th", "a PyTorch checkpoint"},
  };
  for (const auto& [file, kind] : wanted) {
    if (!std::filesystem::exists(models / file)) GTEST_SKIP() << file << " is not here";
    EXPECT_EQ(kind_of(models / file), kind) << file;
  }
}

}  // namespace
}  // namespace nnfront::frontends
