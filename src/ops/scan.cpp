#include "ops/control_parts.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

std::size_t scan_outputs(const Attributes& attributes) {
  const auto& attrs = attributes.as<ScanAttrs>();
  constexpr std::int64_t most_states = 65536;
  if (attrs.states < 0 || attrs.states > most_states) violated("scan_c1", "states: got {}, wanted 0 to {}", attrs.states, most_states);
  return static_cast<std::size_t>(attrs.states) + attrs.output_axes.size();
}

void check_flags(std::string_view label, std::string_view attribute, const std::vector<std::int64_t>& flags, std::size_t count) {
  check_length(label, attribute, flags.size(), count);
  for (const std::int64_t flag : flags) {
    if (flag != 0 && flag != 1) violated(label, "{}: got {}, wanted 0 or 1", attribute, flag);
  }
}

// How many of the inputs are scanned, with the attributes checked against it.
std::size_t check_scan(const InferContext& context) {
  const auto& attrs = context.attrs<ScanAttrs>();
  scan_outputs(context.attributes);
  const std::int64_t scanned = context.input_count() - attrs.states;
  if (scanned < 1) violated("scan_c1", "got {} inputs of which {} are states, wanted one to scan", context.input_count(), attrs.states);
  const auto count = static_cast<std::size_t>(scanned);
  check_length("scan_c2", "input_axes", attrs.input_axes.size(), count);
  check_flags("scan_c2", "reversed_inputs", attrs.reversed_inputs, count);
  check_flags("scan_c3", "reversed_outputs", attrs.reversed_outputs, attrs.output_axes.size());
  for (int i = 0; i < context.input_count(); ++i) {
    if (!context.has(i)) violated("scan_c1", "input {} is left out, wanted every one", i);
  }
  return count;
}

std::size_t scan_axis(const TensorType& type, std::int64_t axis) {
  return static_cast<std::size_t>(normal_axis("scan_c2", axis, type.shape.size()));
}

std::vector<SubgraphInput> scan_inputs(const InferContext& context, std::size_t) {
  const auto& attrs = context.attrs<ScanAttrs>();
  const std::size_t scanned = check_scan(context);
  const int states = static_cast<int>(attrs.states);
  std::vector<SubgraphInput> result;
  for (int i = 0; i < states; ++i) result.push_back({context.input(i), i});
  for (std::size_t i = 0; i < scanned; ++i) {
    TensorType slice = context.input(states + static_cast<int>(i));
    if (slice.ranked) slice.shape.erase(slice.shape.begin() + static_cast<std::ptrdiff_t>(scan_axis(slice, attrs.input_axes[i])));
    result.push_back({slice});
  }
  return result;
}

// The size that all scanned inputs have along their axes.
Dim scan_length(const InferContext& context) {
  const auto& attrs = context.attrs<ScanAttrs>();
  Dim length = Dim::unknown();
  for (std::size_t i = 0; i < attrs.input_axes.size(); ++i) {
    const TensorType& type = context.input(static_cast<int>(attrs.states) + static_cast<int>(i));
    if (!type.ranked) continue;
    length = common_dim("scan_c5", fmt::format("scanned input {}", i), type.shape[scan_axis(type, attrs.input_axes[i])], length);
  }
  return length;
}

std::vector<TensorType> infer_scan(const InferContext& context) {
  const auto& attrs = context.attrs<ScanAttrs>();
  check_scan(context);
  const Block& body = subgraph_of("scan_c4", context, 0, 1).block;
  const std::size_t outputs = scan_outputs(context.attributes);
  const std::vector<SubgraphInput> wanted = scan_inputs(context, 0);
  const std::vector<TensorType> given = check_body({"scan_c4", "scan_c4", "scan_c6"}, context, body, wanted, outputs);
  if (given.size() != outputs) violated("scan_c4", "got {} outputs of the body, wanted {}", given.size(), outputs);
  const Dim length = scan_length(context);
  const auto states = static_cast<std::size_t>(attrs.states);
  std::vector<TensorType> types;
  for (std::size_t i = 0; i < states; ++i) {
    const bool runs = length.is_integer() && length.integer() > 0;
    types.push_back(runs ? given[i] : common_known(wanted[i].type, given[i]));
  }
  for (std::size_t i = 0; i < attrs.output_axes.size(); ++i) {
    const TensorType& slice = given[states + i];
    const int axis = slice.ranked ? normal_axis("scan_c3", attrs.output_axes[i], slice.shape.size() + 1) : 0;
    types.push_back(with_dimension(slice, axis, length));
  }
  return types;
}

// What stands at `position` along `axis`.
Array slice_of(const Array& x, std::size_t axis, std::int64_t position) {
  std::vector<std::int64_t> dims = x.dims();
  dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
  std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::int64_t first = position * strides[axis];
  strides.erase(strides.begin() + static_cast<std::ptrdiff_t>(axis));
  return move_elements(x, dims, [&](std::span<const std::int64_t> index) { return first + offset_of(index, strides); });
}

struct ScannedInput {
  const Array* array = nullptr;
  std::size_t axis = 0;
  bool reversed = false;
  std::int64_t length() const { return array->dims()[axis]; }
};

std::vector<ScannedInput> scanned_inputs(const EvalContext& context) {
  const auto& attrs = context.attrs<ScanAttrs>();
  std::vector<ScannedInput> result;
  for (std::size_t i = 0; i < attrs.input_axes.size(); ++i) {
    const Array& x = *context.inputs[static_cast<std::size_t>(attrs.states) + i];
    const int axis = normal_axis("scan_c2", attrs.input_axes[i], x.dims().size());
    result.push_back({&x, static_cast<std::size_t>(axis), attrs.reversed_inputs[i] != 0});
    if (result.back().length() == result.front().length()) continue;
    fail(ErrorCode::invalid_argument, "scanned input {}: got {} entries, wanted {} as of the first", i, result.back().length(),
         result.front().length());
  }
  return result;
}

std::vector<Array> eval_scan(const EvalContext& context) {
  const auto& attrs = context.attrs<ScanAttrs>();
  const std::vector<ScannedInput> inputs = scanned_inputs(context);
  std::vector<Array> states;
  for (std::size_t i = 0; i < static_cast<std::size_t>(attrs.states); ++i) states.push_back(*context.inputs[i]);
  std::vector<Scanned> scanned;
  for (std::size_t i = 0; i < attrs.output_axes.size(); ++i) {
    scanned.emplace_back(context.outputs[states.size() + i], attrs.output_axes[i], "scan_c3");
  }
  const std::int64_t length = inputs.front().length();
  for (std::int64_t trip = 0; trip < length; ++trip) {
    std::vector<Array> given = states;
    for (const ScannedInput& each : inputs) given.push_back(slice_of(*each.array, each.axis, each.reversed ? length - 1 - trip : trip));
    given = context.run_graph(context.node->graphs.front(), given);
    for (std::size_t i = 0; i < states.size(); ++i) states[i] = given[i];
    for (std::size_t i = 0; i < scanned.size(); ++i) scanned[i].add(given[states.size() + i]);
  }
  std::vector<Array> results = std::move(states);
  for (std::size_t i = 0; i < scanned.size(); ++i) results.push_back(scanned[i].stack(attrs.reversed_outputs[i] != 0));
  return results;
}

}  // namespace

std::optional<std::int64_t> known_scan_trips(const InferContext& context) {
  check_scan(context);
  const Dim length = scan_length(context);
  return length.is_integer() ? std::optional(length.integer()) : std::nullopt;
}

Operator scan_operator() {
  return {
      .name = "scan",
      .family = "control",
      .doc =
          "Runs its subgraph, the body (states..., slices...) -> (states..., slices...), once for every index along the scanned inputs' "
          "axes; the slices that it gives are stacked. A stacked output without any trip has 0 for every dimension that is not known.",
      .inputs = {{"values", "the states, then what is scanned", Operand::Arity::variadic}},
      .outputs = {{"results", "the states at the end, then each stacked output", Operand::Arity::variadic}},
      .constraints = {{"scan_c1", "every input is given, and there is one more than there are states, of which there are at most 65536"},
                      {"scan_c2", "input_axes names a dimension of each scanned input, reversed_inputs says 0 or 1 for each"},
                      {"scan_c3", "output_axes names a dimension of each stacked output, reversed_outputs says 0 or 1 for each"},
                      {"scan_c4",
                       "the node owns one subgraph, whose inputs are the states and a slice of each scanned input, and whose "
                       "outputs are the states and a slice of each stacked output"},
                      {"scan_c5", "what is scanned has the same size along its axes"},
                      {"scan_c6", "the types of the subgraph's inputs hold on every trip: a dimension that changes is unknown"}},
      .defaults = ScanAttrs{},
      .infer = infer_scan,
      .eval = eval_scan,
      .cost = no_cost,
      .output_count = scan_outputs,
      .source = "https://onnx.ai/onnx/operators/onnx__Scan.html",
      .subgraph_inputs = scan_inputs,
  };
}

}  // namespace nnfront::ops
