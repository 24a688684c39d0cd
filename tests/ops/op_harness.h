// What operator tests share: infer, evaluate and cost one record without a graph.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ir/attribute_inputs.h"
#include "ir/operator.h"
#include "ops/elements.h"

namespace nnfront::ops::testing {

using Types = std::vector<std::optional<TensorType>>;
using Arrays = std::vector<std::optional<Array>>;

inline TensorType type(DType dtype, Shape shape) {
  return {dtype, std::move(shape), true};
}
inline TensorType f32(Shape shape) {
  return type(DType::float32, std::move(shape));
}
inline TensorType type_of(const Array& array) {
  return type(array.dtype(), shape_of(array.dims()));
}

inline Array array(std::vector<std::int64_t> dims, const std::vector<double>& elements, DType dtype = DType::float32) {
  return from_doubles(dtype, std::move(dims), elements);
}

// Small integers, so that sums are exact in any order and any type that holds them.
inline Array random_integers(std::mt19937& random, std::vector<std::int64_t> dims, DType dtype = DType::float32, int lowest = -3,
                             int highest = 3) {
  std::uniform_int_distribution<int> element(lowest, highest);
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (double& each : elements) each = element(random);
  return array(std::move(dims), elements, dtype);
}

inline std::int64_t draw(std::mt19937& random, std::int64_t lowest, std::int64_t highest) {
  return std::uniform_int_distribution<std::int64_t>(lowest, highest)(random);
}

// The index of element `i` of an array of `dims`.
inline std::vector<std::int64_t> unravel(std::int64_t i, const std::vector<std::int64_t>& dims) {
  std::vector<std::int64_t> index(dims.size());
  for (std::size_t d = dims.size(); d-- > 0; i /= dims[d]) index[d] = i % dims[d];
  return index;
}

inline std::int64_t ravel(const std::vector<std::int64_t>& index, const std::vector<std::int64_t>& dims) {
  std::int64_t i = 0;
  for (std::size_t d = 0; d < dims.size(); ++d) i = i * dims[d] + index[d];
  return i;
}

inline const Operator& named(const std::vector<Operator>& family, std::string_view name) {
  const auto found = std::find_if(family.begin(), family.end(), [&](const Operator& op) { return op.name == name; });
  ensure(found != family.end(), "the family has the operator");
  return *found;
}

template <class T>
std::vector<const T*> pointers(const std::vector<std::optional<T>>& values) {
  std::vector<const T*> result;
  for (const std::optional<T>& value : values) result.push_back(value ? &*value : nullptr);
  return result;
}

inline std::vector<TensorType> infer(const Operator& op, const Types& inputs, const Attributes& attributes) {
  const std::vector<const TensorType*> pointed = pointers(inputs);
  return infer_operator(op, {pointed, attributes, {}, nullptr});
}
inline std::vector<TensorType> infer(const Operator& op, const Types& inputs) {
  return infer(op, inputs, op.defaults);
}

// Dimensions that inference does not know may be anything.
inline bool keeps_to(const Array& array, const TensorType& inferred) {
  return array.dtype() == inferred.dtype && compatible(shape_of(array.dims()), inferred.shape);
}

// Infers, evaluates and holds the kernel to the inferred types.
inline std::vector<Array> eval(const Operator& op, const Arrays& inputs, const Attributes& attributes) {
  const std::vector<const Array*> pointed = pointers(inputs);
  const std::vector<TensorType> inferred = infer_from_arrays(op, attributes, pointed);
  std::vector<Array> outputs = eval_resolved(op, {pointed, attributes, inferred, nullptr});
  EXPECT_EQ(outputs.size(), inferred.size());
  for (std::size_t i = 0; i < outputs.size() && i < inferred.size(); ++i) {
    EXPECT_TRUE(keeps_to(outputs[i], inferred[i])) << text(type_of(outputs[i])) << " is not " << text(inferred[i]);
  }
  return outputs;
}
inline Array eval1(const Operator& op, const Arrays& inputs, const Attributes& attributes) {
  return eval(op, inputs, attributes).at(0);
}
inline Array eval1(const Operator& op, const Arrays& inputs) {
  return eval1(op, inputs, op.defaults);
}

// `constant[i]`: input i is a parameter.
inline Cost cost(const Operator& op, const Types& inputs, const Attributes& attributes, std::vector<bool> constant = {}) {
  const std::vector<const TensorType*> pointed = pointers(inputs);
  const std::vector<TensorType> outputs = infer(op, inputs, attributes);
  const auto flags = std::make_unique<bool[]>(inputs.size());
  for (std::size_t i = 0; i < constant.size(); ++i) flags[i] = constant[i];
  return op.cost({pointed, outputs, attributes, std::span<const bool>(flags.get(), inputs.size())});
}
inline Cost cost(const Operator& op, const Types& inputs) {
  return cost(op, inputs, op.defaults);
}

// The kernel refuses what data says, beginning with the operator's name.
inline void expect_refusal(const Operator& op, const Arrays& inputs, const Attributes& attributes) {
  try {
    eval(op, inputs, attributes);
    ADD_FAILURE() << op.name << " accepts these inputs";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(std::string(error.what()).rfind(std::string(op.name) + ": got ", 0), 0U) << error.what();
  }
}
inline void expect_refusal(const Operator& op, const Arrays& inputs) {
  expect_refusal(op, inputs, op.defaults);
}

inline void expect_violation(const Operator& op, std::string_view label, const Types& inputs, const Attributes& attributes) {
  const bool listed =
      std::any_of(op.constraints.begin(), op.constraints.end(), [&](const Constraint& each) { return each.label == label; });
  EXPECT_TRUE(listed) << op.name << " does not list " << label;
  try {
    const std::vector<TensorType> got = infer(op, inputs, attributes);
    ADD_FAILURE() << op.name << " accepts what " << label << " forbids, and infers " << text(got.at(0));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_file);
    EXPECT_EQ(std::string(error.what()).rfind("[" + std::string(label) + "] ", 0), 0U) << error.what();
  }
}
inline void expect_violation(const Operator& op, std::string_view label, const Types& inputs) {
  expect_violation(op, label, inputs, op.defaults);
}

// Equal up to `tolerance` relative to 1 or the wanted size; equal infinities and NaNs match.
inline void expect_elements(const Array& got, const std::vector<double>& wanted, double tolerance = 0.0) {
  const std::vector<double> elements = to_doubles(got);
  ASSERT_EQ(elements.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::isnan(wanted[i])) {
      EXPECT_TRUE(std::isnan(elements[i])) << "element " << i << " is " << elements[i];
    } else if (std::isinf(wanted[i]) || tolerance == 0.0) {
      EXPECT_EQ(elements[i], wanted[i]) << "element " << i;
    } else {
      EXPECT_NEAR(elements[i], wanted[i], tolerance * std::max(1.0, std::abs(wanted[i]))) << "element " << i;
    }
  }
}

}  // namespace nnfront::ops::testing
