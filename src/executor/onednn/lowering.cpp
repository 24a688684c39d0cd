#include "executor/onednn/lowering.h"

#include <algorithm>
#include <cstring>

#include "executor/onednn/families.h"
#include "executor/onednn/reference_call.h"
#include "executor/reference/interpreter.h"
#include "ir/attribute_inputs.h"
#include "ir/content.h"
#include "support/fail.h"

namespace nnfront::executor::onednn {

namespace {

struct Row {
  std::string_view op;
  LowerFunction lower;
};

// What oneDNN computes; everything else goes to the reference kernels.
constexpr Row table[] = {
    {"conv", lower_conv},
    {"conv_transpose", lower_conv_transpose},
    {"dense", lower_dense},
    {"matmul", lower_matmul},
    {"max_pool", lower_pool},
    {"average_pool", lower_pool},
    {"global_max_pool", lower_pool},
    {"global_average_pool", lower_pool},
    {"adaptive_average_pool", lower_pool},
    {"adaptive_max_pool", lower_pool},
    {"batch_norm", lower_batch_norm},
    {"layer_norm", lower_layer_norm},
    {"lrn", lower_lrn},
    {"prelu", lower_prelu},
    {"softmax", lower_softmax},
    {"log_softmax", lower_softmax},
    {"add", lower_binary},
    {"sub", lower_binary},
    {"mul", lower_binary},
    {"div", lower_binary},
    {"minimum", lower_binary},
    {"maximum", lower_binary},
    {"identity", lower_identity},
    {"dropout", lower_identity},
    {"reshape", lower_reshape},
    {"transpose", lower_transpose},
    {"concat", lower_concat},
    {"split", lower_split},
};

LowerFunction function_for(const Operation& operation) {
  for (const Row& row : table) {
    if (row.op == operation.op->name) return row.lower;
  }
  return eltwise_of(*operation.op, operation.attributes) ? lower_eltwise : nullptr;
}

bool all_float(const Operation& operation) {
  for (const auto& input : operation.inputs) {
    if (input && input->dtype != DType::float32) return false;
  }
  return std::all_of(operation.outputs.begin(), operation.outputs.end(),
                     [](const TensorType& type) { return type.dtype == DType::float32; });
}

// The outputs of a node that computes with shapes alone; no value where one of them is not known.
std::optional<std::vector<Array>> known_outputs(const Node& node, const NodeIndex& index) {
  std::vector<Array> outputs;
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    const Content* content = known_content(node.value(i), index);
    const auto array = content != nullptr ? array_of_content(*content, index.type(node.value(i)).dtype) : std::nullopt;
    if (!array) return std::nullopt;
    outputs.push_back(*array);
  }
  return outputs;
}

// What was not known when the graph was verified must be what the graph states: buffers are made for that.
void check_stated(const Node& node, const TensorType& stated, const TensorType& type) {
  if (type == stated) return;
  fail(ErrorCode::invalid_argument, "{} ({}): an output is {}, which is not what the graph states ({})", printable(node.name),
       node.op->name, text(type), text(stated));
}

// The types of the inputs, held by `types`; null where one is absent.
std::vector<const TensorType*> type_pointers(const Operation& operation, std::vector<TensorType>& types) {
  for (const auto& input : operation.inputs) types.push_back(input ? TensorType{input->dtype, shape_of(input->dims)} : TensorType{});
  std::vector<const TensorType*> pointers;
  for (std::size_t i = 0; i < types.size(); ++i) pointers.push_back(operation.inputs[i] ? &types[i] : nullptr);
  return pointers;
}

std::vector<TensorType> inferred(const Operation& operation) {
  std::vector<TensorType> types;
  const std::vector<const TensorType*> pointers = type_pointers(operation, types);
  return infer_operator(*operation.op, {pointers, operation.attributes, {}, operation.node});
}

std::string layout_key(const Desc& desc) {
  return {reinterpret_cast<const char*>(&desc.data), sizeof desc.data};
}

}  // namespace

Lowering::Lowering(const Graph& graph, Program& program, ConstantCache& cache, std::span<const Value> wanted, int threads)
    : graph_(graph), program_(program), cache_(cache), index_(graph), wanted_(wanted.begin(), wanted.end()), threads_(threads) {
  program_.results.resize(wanted_.size());
}

void Lowering::run() {
  place_inputs();
  for (const ScheduledNode& scheduled : schedule(graph_.block(), wanted_)) lower(scheduled);
}

void Lowering::place_inputs() {
  for (std::size_t i = 0; i < graph_.inputs().size(); ++i) {
    const Value value = graph_.inputs()[i];
    const TensorType& type = index_.type(value);
    const Dims dims = *concrete_dims(type);
    Buffer buffer{Place::input, storage_bytes(type.dtype, element_count(dims)), static_cast<int>(i)};
    Located located{{add_buffer(std::move(buffer)), {}}, type.dtype, dims};
    if (type.dtype == DType::float32) located.operand.desc = plain_desc(dims);
    located_[value] = located;
    ++holders_[located.operand.buffer];
  }
}

void Lowering::lower(const ScheduledNode& scheduled) {
  const Node& node = *scheduled.node;
  if (node.op->name == "input") {
    copy_to_results(node.value(), located_.at(node.value()));
  } else if (!fold(node)) {
    dying_ = {scheduled.dead_afterwards.begin(), scheduled.dead_afterwards.end()};
    finish(node);
  }
  for (const Value value : scheduled.dead_afterwards) forget(value);
}

// What depends on parameters alone is computed now.
bool Lowering::fold(const Node& node) {
  if (is_constant(node)) {
    constants_.emplace(node.value(), node.tensor);
    if (is_wanted(node.value())) copy_constant_to_results(node.value());
    return true;
  }
  if (const auto known = known_outputs(node, index_)) return keep_constants(node, *known);
  bool foldable = node.graphs.empty() && node.op->name != "input";
  for_each_read(node, [&](Value value) { foldable = foldable && constants_.count(value) != 0; });
  if (!foldable) return false;
  evaluate_node(
      graph_.operators(), eval_operator, node, [&](Value value) { return constants_.at(value).evaluate(); },
      [&](Value value, const Array& array) {
        if (value.node == node.id) check_stated(node, index_.type(value), {array.dtype(), shape_of(array.dims())});
        constants_.insert_or_assign(value, Tensor(array));
        if (is_wanted(value)) copy_constant_to_results(value);
      });
  return true;
}

bool Lowering::keep_constants(const Node& node, const std::vector<Array>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Value value = node.value(static_cast<int>(i));
    constants_.emplace(value, Tensor(outputs[i]));
    if (is_wanted(value)) copy_constant_to_results(value);
  }
  return true;
}

bool Lowering::is_wanted(Value value) const {
  return std::find(wanted_.begin(), wanted_.end(), value) != wanted_.end();
}

void Lowering::copy_constant_to_results(Value value) {
  const Input input = describe(value);
  Located located{{plain_buffer(input), {}}, input.dtype, input.dims};
  if (input.dtype == DType::float32) located.operand.desc = plain_desc(input.dims);
  copy_to_results(value, located);
}

// What constants say of attributes is said by the attributes. Returns whether there were any, and all are.
bool Lowering::resolve(Operation& operation) {
  bool any = false;
  for (const AttributeInput& each : operation.op->attribute_inputs) {
    const auto i = static_cast<std::size_t>(each.input);
    if (!operation.has(i) || !operation.input(i).constant) continue;
    operation.attributes = with_content(*operation.op, operation.attributes, each, content(operation.input(i)));
    operation.inputs[i] = std::nullopt;
    any = true;
  }
  while (!operation.inputs.empty() && !operation.inputs.back()) operation.inputs.pop_back();
  return any && !has_attribute_inputs(operation);
}

Operation Lowering::operation_for(const Node& node) {
  Operation operation;
  operation.op = node.op;
  operation.attributes = node.attributes;
  operation.node = &node;
  operation.name = node.name;
  for (const Output& output : node.outputs) operation.outputs.push_back(output.type);
  std::unordered_map<Value, int> reads;
  for_each_read(node, [&](Value value) { ++reads[value]; });
  // Memory that is read a second time in the same node cannot be written to.
  for (const auto& [value, count] : reads) {
    if (count > 1) dying_.erase(value);
  }
  for (const auto& input : node.inputs) operation.inputs.push_back(input ? std::optional(describe(*input)) : std::nullopt);
  if (resolve(operation)) {
    const std::vector<TensorType> types = inferred(operation);
    for (std::size_t i = 0; i < types.size(); ++i) check_stated(node, operation.outputs.at(i), types[i]);
  }
  if (std::any_of(node.epilogue.begin(), node.epilogue.end(), [&](const EpilogueStep& step) { return is_wanted(step.value); })) {
    return operation;
  }
  for (const EpilogueStep& step : node.epilogue) {
    if (has_attribute_inputs(*step.op, step.inputs)) break;
    Operation::Step& added = operation.epilogue.emplace_back();
    added.op = step.op;
    added.attributes = &step.attributes;
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      const bool running = step.inputs[i] && *step.inputs[i] == step.value;
      if (running) added.running = static_cast<int>(i);
      added.inputs.push_back(!running && step.inputs[i] ? std::optional(describe(*step.inputs[i])) : std::nullopt);
    }
  }
  return operation;
}

Operation Lowering::operation_for(const Node& node, const EpilogueStep& step) {
  Operation operation;
  operation.op = step.op;
  operation.attributes = step.attributes;
  operation.node = &node;
  operation.name = node.name;
  for (const auto& input : step.inputs) operation.inputs.push_back(input ? std::optional(describe(*input)) : std::nullopt);
  resolve(operation);
  operation.outputs = inferred(operation);
  return operation;
}

void Lowering::finish(const Node& node) {
  if (!node.graphs.empty()) return lower_owner(node);
  const Lowered lowered = apply(operation_for(node));
  for (std::size_t i = 1; i < lowered.outputs.size(); ++i) define(node.value(static_cast<int>(i)), lowered.outputs[i]);
  Located running = lowered.outputs.front();
  for (std::size_t i = lowered.absorbed; i < node.epilogue.size(); ++i) {
    const EpilogueStep& step = node.epilogue[i];
    define(step.value, running);
    dying_.insert(step.value);
    running = apply(operation_for(node, step)).outputs.front();
    forget(step.value);
  }
  define(node.value(), running);
}

Lowered Lowering::apply(const Operation& operation) {
  std::string reason = "no oneDNN primitive";
  if (!all_float(operation)) return fall_back(operation, "not float32");
  if (has_attribute_inputs(operation)) return fall_back(operation, "an attribute that is computed");
  const LowerFunction function = function_for(operation);
  if (function == nullptr) return fall_back(operation, reason);
  try {
    if (auto lowered = function(*this, operation, reason)) return *lowered;
  } catch (const dnnl::error& error) {
    reason = fmt::format("oneDNN: {}", error.what());
  }
  return fall_back(operation, reason);
}

Lowered Lowering::fall_back(const Operation& operation, const std::string& reason) {
  program_.fallbacks.push_back({printable(operation.name), std::string(operation.op->name), reason});
  HostCall host;
  std::vector<std::optional<TensorType>> types;
  for (const auto& input : operation.inputs) {
    types.push_back(input ? std::optional(TensorType{input->dtype, shape_of(input->dims)}) : std::nullopt);
    if (input) host.inputs.push_back(plain_buffer(*input));
  }
  Lowered lowered;
  for (const TensorType& type : operation.outputs) lowered.outputs.push_back(host_output(type, host));
  host.kernel = reference_kernel(graph_.operators(), operation, std::move(types));
  add(operation, {Piece{{}, {}, std::move(host)}});
  return lowered;
}

Located Lowering::host_output(const TensorType& type, HostCall& host) {
  const Dims dims = *concrete_dims(type);
  Located located{{add_buffer({Place::arena, storage_bytes(type.dtype, element_count(dims))}), {}}, type.dtype, dims};
  if (type.dtype == DType::float32) located.operand.desc = plain_desc(dims);
  host.outputs.push_back(located.operand.buffer);
  return located;
}

Input Lowering::describe(Value value) const {
  const auto constant = constants_.find(value);
  if (constant != constants_.end()) {
    if (!constant->second.has_content()) content_of(index_.producer(value));
    return {value, constant->second.dtype(), constant->second.dims(), true, false};
  }
  const Located& located = located_.at(value);
  return {value, located.dtype, located.dims, false, dying_.count(value) != 0 && holders_.at(located.operand.buffer) == 1};
}

void Lowering::define(Value value, const Located& located) {
  located_[value] = located;
  ++holders_[located.operand.buffer];
  if (is_wanted(value)) copy_to_results(value, located);
}

void Lowering::forget(Value value) {
  constants_.erase(value);
  const auto found = located_.find(value);
  if (found == located_.end()) return;
  --holders_[found->second.operand.buffer];
  located_.erase(found);
}

int Lowering::add_buffer(Buffer buffer) {
  program_.buffers.push_back(std::move(buffer));
  return static_cast<int>(program_.buffers.size()) - 1;
}

int Lowering::constant_buffer(const std::string& key, std::size_t bytes, const std::function<void(std::byte*)>& make) {
  const auto found = constant_buffers_.find(key);
  if (found != constant_buffers_.end()) return found->second;
  std::shared_ptr<const std::byte>& content = cache_[key];
  if (content == nullptr) {
    const std::shared_ptr<std::byte> made = allocate_aligned(bytes);
    make(made.get());
    content = made;
  }
  return constant_buffers_[key] = add_buffer({Place::constant, bytes, -1, content});
}

Array Lowering::content(const Input& input) {
  return constants_.at(input.value).evaluate();
}

int Lowering::plain_buffer(const Input& input) {
  if (input.constant) {
    const std::size_t bytes = storage_bytes(input.dtype, element_count(input.dims));
    return constant_buffer(text(input.value) + " plain", bytes, [&](std::byte* to) { std::memcpy(to, content(input).data(), bytes); });
  }
  const Located& located = located_.at(input.value);
  if (located.dtype != DType::float32) return located.operand.buffer;
  return reordered(located.operand, plain_desc(located.dims)).buffer;
}

Operand Lowering::weights(const Input& input, const Desc& seen, const Desc& layout, std::int64_t first) {
  const std::string key = text(input.value) + " " + std::to_string(first) + layout_key(seen) + layout_key(layout);
  const int buffer = constant_buffer(key, layout.get_size(), [&](std::byte* to) {
    const Array array = content(input);
    // oneDNN's memory takes no const pointer; a reorder does not write to its source.
    dnnl::memory source(seen, engine(), const_cast<float*>(array.as<float>().data() + first));
    dnnl::memory target(layout, engine(), to);
    dnnl::stream stream(engine());
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
  });
  return {buffer, layout};
}

Operand Lowering::weights(const Input& input, const std::string& name, std::size_t count,
                          const std::function<void(const Array&, float*)>& make) {
  const int buffer = constant_buffer(text(input.value) + " " + name, count * sizeof(float),
                                     [&](std::byte* to) { make(content(input), reinterpret_cast<float*>(to)); });
  return {buffer, plain_desc({static_cast<std::int64_t>(count)})};
}

Operand Lowering::weights(const std::string& key, const std::vector<float>& values) {
  const std::size_t bytes = values.size() * sizeof(float);
  const int buffer = constant_buffer(key, bytes, [&](std::byte* to) { std::memcpy(to, values.data(), bytes); });
  return {buffer, plain_desc({static_cast<std::int64_t>(values.size())})};
}

Operand Lowering::read(const Input& input) {
  if (input.constant) return weights(input, plain_desc(input.dims), plain_desc(input.dims));
  return located_.at(input.value).operand;
}

Operand Lowering::read(const Input& input, const Desc& layout) {
  if (input.constant) return weights(input, plain_desc(input.dims), layout);
  return reordered(located_.at(input.value).operand, layout);
}

Operand Lowering::reordered(const Operand& operand, const Desc& layout) {
  return operand.desc == layout ? operand : copied(operand, layout);
}

Operand Lowering::copied(const Operand& operand, const Desc& layout) {
  const Operand target = fresh(layout);
  add_reorder(operand, target);
  return target;
}

void Lowering::add_reorder(const Operand& from, const Operand& to) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::reorder::primitive_desc description(engine(), from.desc, engine(), to.desc, attributes);
  Operation operation;
  operation.name = "reorder";
  add(operation, dnnl::reorder(description), description, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

Operand Lowering::fresh(const Desc& layout) {
  return {add_buffer({Place::arena, layout.get_size()}), layout};
}

std::optional<Operand> Lowering::in_place(const Input& input, const Desc& layout) {
  if (!input.dies || input.constant) return std::nullopt;
  const Operand& operand = located_.at(input.value).operand;
  if (program_.buffers[static_cast<std::size_t>(operand.buffer)].place != Place::arena || operand.desc != layout) return std::nullopt;
  return operand;
}

Piece Lowering::piece(const dnnl::primitive& primitive, const dnnl::primitive_desc_base& description,
                      std::vector<std::pair<int, Operand>> arguments) {
  const Desc scratchpad = description.scratchpad_desc();
  if (scratchpad.get_size() > 0) arguments.emplace_back(DNNL_ARG_SCRATCHPAD, fresh(scratchpad));
  return {primitive, std::move(arguments), {}};
}

void Lowering::add(const Operation& operation, std::vector<Piece> pieces) {
  program_.instructions.push_back({operation.name, std::move(pieces), false});
}

void Lowering::add(const Operation& operation, const dnnl::primitive& primitive, const dnnl::primitive_desc_base& description,
                   std::vector<std::pair<int, Operand>> arguments, bool one_thread) {
  add(operation, {piece(primitive, description, std::move(arguments))});
  program_.instructions.back().one_thread = one_thread;
}

void Lowering::copy_to_results(Value value, const Located& located) {
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    if (wanted_[i] != value) continue;
    const std::size_t bytes = storage_bytes(located.dtype, element_count(located.dims));
    const int buffer = add_buffer({Place::output, bytes, static_cast<int>(i)});
    const bool constant = program_.buffers[static_cast<std::size_t>(located.operand.buffer)].place == Place::constant;
    program_.results[i] = {located.dtype, located.dims, !constant};
    if (located.dtype == DType::float32) {
      add_reorder(located.operand, {buffer, plain_desc(located.dims)});
      continue;
    }
    HostCall copy;
    copy.inputs = {located.operand.buffer};
    copy.outputs = {buffer};
    copy.kernel = [bytes](const HostMemory& memory) { std::memcpy(memory.outputs.front(), memory.inputs.front(), bytes); };
    Operation operation;
    operation.name = "copy";
    add(operation, {Piece{{}, {}, std::move(copy)}});
  }
}

}  // namespace nnfront::executor::onednn
