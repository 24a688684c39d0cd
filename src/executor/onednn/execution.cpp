#include "executor/onednn/execution.h"

#include <algorithm>
#include <cstring>

#include "support/fail.h"

namespace nnfront::executor::onednn {

namespace {

bool is_external(const Buffer& buffer) {
  return buffer.place == Place::input || buffer.place == Place::output;
}

}  // namespace

Worker::Worker(const Program& program, const BatchPlan& plan, int threads)
    : program_(program),
      plan_(plan),
      threads_(threads),
      stream_(program.engine),
      arena_(allocate_aligned(plan.arena_bytes)),
      external_(program.buffers.size(), std::vector<std::byte*>(static_cast<std::size_t>(plan.chunk), nullptr)) {
  calls_.resize(static_cast<std::size_t>(plan.chunk));
  for (int slot = 0; slot < plan.chunk; ++slot) {
    for (const Instruction& instruction : program.instructions) calls_[static_cast<std::size_t>(slot)].push_back(bind(instruction, slot));
  }
}

std::byte* Worker::address(int buffer, int slot) const {
  const auto b = static_cast<std::size_t>(buffer);
  const Buffer& wanted = program_.buffers[b];
  if (wanted.place == Place::constant) return const_cast<std::byte*>(wanted.content.get());  // oneDNN's C API has no const
  if (is_external(wanted)) return external_[b][static_cast<std::size_t>(slot)];
  return arena_.get() + plan_.offsets[b] + plan_.strides[b] * static_cast<std::size_t>(slot % plan_.slots[b]);
}

dnnl_memory_t Worker::memory_for(const Operand& operand, int slot) {
  const Buffer& buffer = program_.buffers[static_cast<std::size_t>(operand.buffer)];
  const int own_slot = is_external(buffer) ? slot : slot % plan_.slots[static_cast<std::size_t>(operand.buffer)];
  std::vector<dnnl::memory>& memories = memories_[{operand.buffer, own_slot}];
  for (const dnnl::memory& memory : memories) {
    if (memory.get_desc() == operand.desc) return memory.get();
  }
  void* const data = is_external(buffer) ? DNNL_MEMORY_NONE : static_cast<void*>(address(operand.buffer, slot));
  return memories.emplace_back(operand.desc, program_.engine, data).get();
}

Worker::Call Worker::bind(const Instruction& instruction, int slot) {
  Call call;
  for (const auto& [argument, operand] : instruction.arguments) call.arguments.push_back({argument, memory_for(operand, slot)});
  call.host_inputs.resize(instruction.host_inputs.size());
  call.host_outputs.resize(instruction.host_outputs.size());
  return call;
}

void Worker::point_at_images(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  for (std::size_t b = 0; b < program_.buffers.size(); ++b) {
    const Buffer& buffer = program_.buffers[b];
    if (!is_external(buffer)) continue;
    const auto& arrays = buffer.place == Place::input ? inputs : outputs;
    const ExternalArray& array = arrays[static_cast<std::size_t>(buffer.index)];
    for (int i = 0; i < count; ++i) {
      external_[b][static_cast<std::size_t>(i)] = array.data + array.image_bytes * static_cast<std::size_t>(first + i);
    }
  }
  for (auto& [key, memories] : memories_) {
    const auto& [buffer, slot] = key;
    if (slot >= count || !is_external(program_.buffers[static_cast<std::size_t>(buffer)])) continue;
    for (dnnl::memory& memory : memories) memory.set_data_handle(address(buffer, slot));
  }
}

void Worker::execute(std::size_t index, int slot) {
  const Instruction& instruction = program_.instructions[index];
  Call& call = calls_[static_cast<std::size_t>(slot)][index];
  if (instruction.host) {
    for (std::size_t i = 0; i < call.host_inputs.size(); ++i) call.host_inputs[i] = address(instruction.host_inputs[i], slot);
    for (std::size_t i = 0; i < call.host_outputs.size(); ++i) call.host_outputs[i] = address(instruction.host_outputs[i], slot);
    instruction.host(call.host_inputs, call.host_outputs);
    return;
  }
  const auto run_primitive = [&] {
    const dnnl_status_t status =
        dnnl_primitive_execute(instruction.primitive.get(), stream_.get(), static_cast<int>(call.arguments.size()), call.arguments.data());
    ensure(status == dnnl_success, "a oneDNN primitive failed to run");
  };
  if (!instruction.one_thread || threads_ == 1) return run_primitive();
  const ThreadCount one(1);
  run_primitive();
}

void Worker::run_segment(const Segment& segment, int count) {
  for (int first = 0; first < count; first += segment.group) {
    const int end = std::min(count, first + segment.group);
    for (int i = segment.first; i <= segment.last; ++i) {
      for (int slot = first; slot < end; ++slot) execute(static_cast<std::size_t>(i), slot);
    }
  }
}

void Worker::run(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  const ThreadCount threads(threads_);
  for (int begin = first; begin < first + count; begin += plan_.chunk) {
    const int images = std::min(plan_.chunk, first + count - begin);
    point_at_images(begin, images, inputs, outputs);
    for (const Segment& segment : plan_.segments) run_segment(segment, images);
  }
}

}  // namespace nnfront::executor::onednn
