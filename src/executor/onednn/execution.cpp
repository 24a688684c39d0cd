#include "executor/onednn/execution.h"

#include <algorithm>
#include <utility>

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
  for (int slot = 0; slot < plan.chunk; ++slot) {
    auto& calls = calls_.emplace_back();
    for (const Instruction& instruction : program.instructions) {
      auto& pieces = calls.emplace_back();
      for (const Piece& piece : instruction.pieces) pieces.push_back(bind(piece, slot));
    }
  }
  for (const Segment& segment : plan.segments) {
    for (int first = 0; first < plan.chunk; first += segment.group) {
      for (int i = segment.first; i <= segment.last; ++i) {
        steps_.push_back({static_cast<std::size_t>(i), first, std::min(plan.chunk, first + segment.group)});
      }
    }
  }
  progress_ = std::vector<Progress>(steps_.size());
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
  std::vector<View>& views = views_[{operand.buffer, own_slot}];
  for (const View& view : views) {
    if (view.offset == operand.offset && view.memory.get_desc() == operand.desc) return view.memory.get();
  }
  void* const data = is_external(buffer) ? DNNL_MEMORY_NONE : static_cast<void*>(address(operand.buffer, slot) + operand.offset);
  views.push_back({dnnl::memory(operand.desc, program_.engine, data), operand.offset});
  return views.back().memory.get();
}

Worker::Call Worker::bind(const Piece& piece, int slot) {
  Call call;
  for (const auto& [argument, operand] : piece.arguments) call.arguments.push_back({argument, memory_for(operand, slot)});
  call.host_inputs.resize(piece.host.inputs.size());
  call.host_outputs.resize(piece.host.outputs.size());
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
  for (auto& [key, views] : views_) {
    const auto& [buffer, slot] = key;
    if (slot >= count || !is_external(program_.buffers[static_cast<std::size_t>(buffer)])) continue;
    for (View& view : views) view.memory.set_data_handle(address(buffer, slot) + view.offset);
  }
}

void Worker::execute(const Instruction& instruction, const Piece& piece, Call& call, int slot) {
  if (piece.host.kernel) {
    for (std::size_t i = 0; i < call.host_inputs.size(); ++i) call.host_inputs[i] = address(piece.host.inputs[i], slot);
    for (std::size_t i = 0; i < call.host_outputs.size(); ++i) call.host_outputs[i] = address(piece.host.outputs[i], slot);
    piece.host.kernel({call.host_inputs, call.host_outputs, piece.host.scratch >= 0 ? address(piece.host.scratch, slot) : nullptr});
    return;
  }
  const auto run_primitive = [&] {
    const dnnl_status_t status =
        dnnl_primitive_execute(piece.primitive.get(), stream_.get(), static_cast<int>(call.arguments.size()), call.arguments.data());
    ensure(status == dnnl_success, "a oneDNN primitive failed to run");
  };
  if (!instruction.one_thread || threads_ == 1) return run_primitive();
  const ThreadCount one(1);
  run_primitive();
}

// After a failure the pieces that are left are taken, but not computed.
void Worker::execute_guarded(std::size_t index, std::size_t piece, int slot) {
  if (failed_.load(std::memory_order_relaxed)) return;
  const Instruction& instruction = program_.instructions[index];
  try {
    execute(instruction, instruction.pieces[piece], calls_[static_cast<std::size_t>(slot)][index][piece], slot);
  } catch (...) {  // rethrown by finish()
    const std::lock_guard lock(failure_mutex_);
    if (failure_ == nullptr) failure_ = std::current_exception();
    failed_ = true;
  }
}

// Returns when all pieces of the step are done, whoever did them. Waits at full speed for a while: sleeping gives the processor away,
// and on a busy machine it takes long to get it back.
void Worker::take_pieces(const Step& step, Progress& progress) {
  constexpr int tries = 50000;
  const auto pieces = static_cast<int>(program_.instructions[step.instruction].pieces.size());
  const int count = (std::min(step.last_image, images_) - step.first_image) * pieces;
  for (int i = progress.taken.fetch_add(1, std::memory_order_relaxed); i < count;
       i = progress.taken.fetch_add(1, std::memory_order_relaxed)) {
    execute_guarded(step.instruction, static_cast<std::size_t>(i % pieces), step.first_image + i / pieces);
    if (progress.done.fetch_add(1, std::memory_order_acq_rel) + 1 == count) progress.done.notify_all();
  }
  int done = progress.done.load(std::memory_order_acquire);
  for (int i = 0; done < count; ++i) {
    if (i < tries) {
      __builtin_ia32_pause();
    } else {
      progress.done.wait(done, std::memory_order_acquire);
    }
    done = progress.done.load(std::memory_order_acquire);
  }
}

void Worker::start(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  ensure(count <= plan_.chunk, "no more images than a chunk");
  images_ = count;
  point_at_images(first, count, inputs, outputs);
  for (Progress& progress : progress_) {
    progress.taken.store(0, std::memory_order_relaxed);
    progress.done.store(0, std::memory_order_relaxed);
  }
}

void Worker::work() {
  const ThreadCount threads(threads_);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].first_image < images_) take_pieces(steps_[i], progress_[i]);
  }
}

void Worker::finish() {
  if (!failed_) return;
  failed_ = false;
  std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Worker::run(int first, int count, std::span<const ExternalArray> inputs, std::span<const ExternalArray> outputs) {
  for (int begin = first; begin < first + count; begin += plan_.chunk) {
    start(begin, std::min(plan_.chunk, first + count - begin), inputs, outputs);
    work();
    finish();
  }
}

}  // namespace nnfront::executor::onednn
