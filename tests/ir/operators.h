// A small set of operators for tests of the IR, so that they do not depend on the real ones: input, parameter, constant and opaque;
// relu and add (which may stand in an epilogue), conv, split, if, reshape, shape_of, and `everything`, which has one attribute of every
// kind, and inputs that stand for those that are numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ir_test {

struct ConvAttrs {
  std::vector<std::int64_t> strides = {1, 1};
  std::int64_t groups = 1;
  static void fields(auto& self, auto&& visit) {
    visit("strides", self.strides);
    visit("groups", self.groups);
  }
};

struct SplitAttrs {
  std::int64_t parts = 2;
  static void fields(auto& self, auto&& visit) { visit("parts", self.parts); }
};

struct ReshapeAttrs {
  Shape shape;
  static void fields(auto& self, auto&& visit) { visit("shape", self.shape); }
};

enum class Colour { red, green };

struct EverythingAttrs {
  bool flag = false;
  std::int64_t count = 3;
  double ratio = 0.5;
  std::string label = "none given";
  std::vector<std::int64_t> sizes;
  std::vector<double> weights;
  std::vector<std::string> words;
  Shape target;
  Colour colour = Colour::red;
  DType dtype = DType::float32;
  std::optional<std::int64_t> limit;
  std::optional<double> bias;
  static void fields(auto& self, auto&& visit) {
    visit("flag", self.flag);
    visit("count", self.count);
    visit("ratio", self.ratio);
    visit("label", self.label);
    visit("sizes", self.sizes);
    visit("weights", self.weights);
    visit("words", self.words);
    visit("target", self.target);
    visit("colour", self.colour);
    visit("dtype", self.dtype);
    visit("limit", self.limit);
    visit("bias", self.bias);
  }
};

const OperatorSet& operators();

}  // namespace nnfront::ir_test

template <>
struct nnfront::EnumNames<nnfront::ir_test::Colour> {
  static constexpr std::string_view names[] = {"red", "green"};
};
