// 3x3 convolutions by our own Winograd kernel. oneDNN has one too, but whether it takes 2x2 or 4x4 tiles depends on the batch.
#include "executor/dense/winograd.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"
#include "ops/conv.h"

namespace nnfront::executor::onednn {

namespace {

using dense::WinogradArguments;
using dense::WinogradPart;
using dense::WinogradShape;

constexpr std::int64_t fewest_channels = 32;
// Transformed weights of 4x4 tiles are four times the plain ones: beyond this size reading them takes longer than it saves.
constexpr std::int64_t largest_weights = std::int64_t{10} << 20;
// With so many tiles threads share them; with fewer they share the output channels, so that each reads its own weights.
constexpr std::int64_t many_tiles = 100;

bool fits(const Operation& operation) {
  const auto& attrs = operation.attrs<ops::ConvAttrs>();
  const Dims& weight = operation.input(1).dims;
  return channel_block() == 16 && dense::winograd_runs_here() && attrs.groups == 1 && weight.size() == 4 && weight[2] == 3 &&
         weight[3] == 3 && attrs.strides == Dims{1, 1} && attrs.dilations == Dims{1, 1} && weight[0] >= fewest_channels &&
         weight[1] >= fewest_channels && weight[0] % dense::winograd_panel == 0 && weight[1] % 16 == 0;
}

WinogradShape shape_of(const Operation& operation) {
  const auto& attrs = operation.attrs<ops::ConvAttrs>();
  const Dims& in = operation.input(0).dims;
  const Dims out = operation.output_dims();
  WinogradShape shape{in[1], out[1], in[2], in[3], out[2], out[3], attrs.pads[0], attrs.pads[1], 4};
  if (dense::winograd_weight_count(shape) * sizeof(float) > largest_weights) shape.tile = 2;
  return shape;
}

// Multiplications of the tiles against those of the plain convolution: small pictures fill their tiles badly.
bool pays(const WinogradShape& shape) {
  const std::int64_t side = shape.tile + 2;
  const std::int64_t tiles = dense::winograd_tile_rows(shape) * dense::winograd_tile_columns(shape);
  return 4 * side * side * tiles < 3 * 9 * shape.out_height * shape.out_width;
}

std::vector<WinogradPart> parts_for(const WinogradShape& shape, int parts) {
  const std::int64_t rows = dense::winograd_tile_rows(shape);
  const std::int64_t panels = shape.out_channels / dense::winograd_panel;
  std::vector<WinogradPart> result;
  if (rows * dense::winograd_tile_columns(shape) >= many_tiles) {
    for (const auto& [first, last] : parts_of(rows, parts)) result.push_back({first, last, 0, panels});
  } else {
    for (const auto& [first, last] : parts_of(panels, parts)) result.push_back({0, rows, first, last});
  }
  return result;
}

// The steps that the kernel does itself: the addition of a residual, then relu.
struct Epilogue {
  std::size_t absorbed = 0;
  const Input* residual = nullptr;
  bool relu = false;
};

Epilogue epilogue_of(const Operation& operation) {
  Epilogue epilogue;
  for (const Operation::Step& step : operation.epilogue) {
    const Input* residual = epilogue.absorbed == 0 ? residual_of(step, operation.output_dims()) : nullptr;
    if (residual != nullptr) {
      epilogue.residual = residual;
    } else if (step.op->name == "relu") {
      epilogue.relu = true;
    } else {
      break;
    }
    ++epilogue.absorbed;
    if (epilogue.relu) break;
  }
  return epilogue;
}

// Buffers in the order of HostCall::inputs; absent ones are negative.
struct Operands {
  int bias = -1;
  int residual = -1;
};

std::function<void(const HostMemory&)> kernel_for(const WinogradShape& shape, const WinogradPart& part, const Operands& operands, bool relu,
                                                  std::int64_t batch) {
  return [shape, part, operands, relu, batch](const HostMemory& memory) {
    const auto floats = [&](int index) {
      return index < 0 ? nullptr : reinterpret_cast<const float*>(memory.inputs[static_cast<std::size_t>(index)]);
    };
    WinogradArguments arguments{floats(0), floats(1), floats(operands.bias), floats(operands.residual), nullptr, nullptr, relu};
    arguments.target = reinterpret_cast<float*>(memory.outputs.front());
    arguments.scratch = reinterpret_cast<float*>(memory.scratch);
    for (std::int64_t image = 0; image < batch; ++image) {
      dense::winograd(shape, arguments, part);
      arguments.source += shape.in_channels * shape.height * shape.width;
      arguments.target += shape.out_channels * shape.out_height * shape.out_width;
      if (arguments.residual != nullptr) arguments.residual += shape.out_channels * shape.out_height * shape.out_width;
    }
  };
}

}  // namespace

std::optional<Lowered> lower_winograd(Lowering& lowering, const Operation& operation) {
  if (!fits(operation)) return std::nullopt;
  const WinogradShape shape = shape_of(operation);
  if (!pays(shape)) return std::nullopt;
  const Dims out = operation.output_dims();
  const Desc layout = blocked_desc(out);
  const Epilogue epilogue = epilogue_of(operation);

  HostCall call;
  call.inputs.push_back(lowering.read(operation.input(0), blocked_desc(operation.input(0).dims)).buffer);
  const auto transform = [&](const Array& plain, float* to) { dense::winograd_weights(shape, plain.as<float>().data(), to); };
  const std::size_t count = dense::winograd_weight_count(shape);
  call.inputs.push_back(lowering.weights(operation.input(1), "winograd " + std::to_string(shape.tile), count, transform).buffer);
  Operands operands;
  if (operation.has(2)) {
    operands.bias = static_cast<int>(call.inputs.size());
    call.inputs.push_back(lowering.read(operation.input(2)).buffer);
  }
  std::optional<Operand> held;
  if (epilogue.residual != nullptr) {
    held = lowering.in_place(*epilogue.residual, layout);
    operands.residual = static_cast<int>(call.inputs.size());
    call.inputs.push_back(lowering.read(*epilogue.residual, layout).buffer);
  }
  const Operand target = held ? *held : lowering.fresh(layout);
  call.outputs.push_back(target.buffer);

  std::vector<Piece> pieces;
  for (const WinogradPart& part : parts_for(shape, lowering.threads())) {
    HostCall own = call;
    own.scratch = lowering.fresh(plain_desc({static_cast<std::int64_t>(dense::winograd_scratch(shape))})).buffer;
    own.kernel = kernel_for(shape, part, operands, epilogue.relu, out[0]);
    pieces.push_back(Piece{{}, {}, std::move(own)});
  }
  lowering.add(operation, std::move(pieces));
  return Lowered{{Lowering::located(target, out)}, epilogue.absorbed};
}

}  // namespace nnfront::executor::onednn
