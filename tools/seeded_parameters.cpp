#include "tools/seeded_parameters.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "formats/json.h"
#include "ir/elements.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::tools {
namespace {

struct Range {
  double middle;
  double half_width;
};

Range value_range(const NamedShape& parameter) {
  const std::string_view name = parameter.name;
  if (name.ends_with("weight")) {
    const std::int64_t fan_in = element_count(parameter.dims) / std::max<std::int64_t>(parameter.dims.front(), 1);
    return {0.0, std::sqrt(6.0 / static_cast<double>(std::max<std::int64_t>(fan_in, 1)))};
  }
  if (name.ends_with("gamma")) return {0.75, 0.25};
  if (name.ends_with("beta")) return {0.5, 0.2};
  if (name.ends_with("bias")) return {0.0, 0.2};
  if (name.ends_with("running_mean")) return {0.0, 0.1};
  if (name.ends_with("running_var")) return {1.0, 0.2};
  fail(ErrorCode::invalid_argument, "{}: no rule for this parameter; weight, bias, gamma, beta, running_mean and running_var have one",
       name);
}

// Zeroes all but the `keep` largest of the elements at `positions`; `positions` is reordered.
void keep_largest(std::span<float> elements, std::span<std::int64_t> positions, std::int64_t keep) {
  const auto kept = positions.begin() + keep;
  std::nth_element(positions.begin(), kept, positions.end(), [&](std::int64_t a, std::int64_t b) {
    const float left = std::abs(elements[a]);
    const float right = std::abs(elements[b]);
    return left > right || (left == right && a < b);
  });
  for (auto position = kept; position != positions.end(); ++position) elements[*position] = 0.0F;
}

}  // namespace

std::vector<NamedShape> parse_shapes(std::string_view json) {
  // Read twice: parse_json has the limits and the errors, the second form keeps the order.
  if (!formats::parse_json(json).is_object()) fail(ErrorCode::invalid_file, "wanted an object of shapes by parameter name");
  const auto ordered = formats::OrderedJson::parse(json);
  std::vector<NamedShape> shapes;
  for (const auto& [name, dims] : ordered.items()) {
    NamedShape shape{name, {}};
    for (const auto& dim : dims) shape.dims.push_back(formats::json_integer(dim, name));
    if (shape.dims.empty()) fail(ErrorCode::invalid_file, "{}: a parameter without dimensions", name);
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

Array seeded_parameter(const NamedShape& parameter, std::uint64_t seed) {
  const Range range = value_range(parameter);
  Array array = random_array(DType::float32, parameter.dims, seed);
  for (float& element : array.as_mutable<float>()) {
    // A zero that chance drew would count as pruned.
    const double draw = element == 0.0F ? 1.0 : element;
    element = static_cast<float>(range.middle + range.half_width * draw);
  }
  return array;
}

Bank parse_bank(std::string_view text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  const std::int64_t keep = parse_integer(text.substr(0, comma)).value_or(0);
  const std::int64_t size = parse_integer(text.substr(std::min(comma + 1, text.size()))).value_or(0);
  if (keep < 1 || keep > size) {
    fail(ErrorCode::invalid_argument, "bank: got '{}', wanted KEEP,SIZE such as 4,64", printable(text));
  }
  return {keep, size};
}

void prune_banks(Array& weight, Bank bank) {
  const std::int64_t outputs = weight.dims().at(0);
  const std::int64_t inputs = weight.dims().at(1);
  const std::int64_t length = outputs == 0 ? 0 : weight.size() / outputs;
  const std::int64_t taps = inputs == 0 ? 0 : length / inputs;
  const std::span<float> elements = weight.as_mutable<float>();

  std::vector<std::int64_t> flattened(static_cast<std::size_t>(length));
  for (std::int64_t output = 0; output < outputs; ++output) {
    for (std::int64_t position = 0; position < length; ++position) {
      flattened[position] = output * length + (position % inputs) * taps + position / inputs;
    }
    for (std::int64_t begin = 0; begin < length; begin += bank.size) {
      const std::int64_t count = std::min(bank.size, length - begin);
      const std::int64_t keep = (bank.keep * count + bank.size - 1) / bank.size;
      keep_largest(elements, std::span(flattened).subspan(begin, count), keep);
    }
  }
}

std::vector<bool> pruned_parameters(std::span<const NamedShape> parameters) {
  std::vector<bool> pruned;
  bool first = true;
  for (const NamedShape& parameter : parameters) {
    const bool convolution = parameter.dims.size() >= 3 && std::string_view(parameter.name).ends_with("weight");
    pruned.push_back(convolution && !first);
    if (convolution) first = false;
  }
  return pruned;
}

}  // namespace nnfront::tools
