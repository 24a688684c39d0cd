#include "ops/conv.h"

#include <string_view>

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"
#include "support/fail.h"

namespace nnfront::executor::onednn {

namespace {

using dnnl::algorithm;
using dnnl::prop_kind;

// What a convolution and its transposed form share, in oneDNN's terms.
struct Window {
  Dims strides;
  Dims dilations;  // 0 is dense
  Dims pad_begin;
  Dims pad_end;
};

template <class Attrs>
Window window_of(const Attrs& attrs) {
  const std::size_t rank = attrs.strides.size();
  Window window{attrs.strides, attrs.dilations, {}, {}};
  for (auto& dilation : window.dilations) --dilation;
  window.pad_begin.assign(attrs.pads.begin(), attrs.pads.begin() + static_cast<std::ptrdiff_t>(rank));
  window.pad_end.assign(attrs.pads.begin() + static_cast<std::ptrdiff_t>(rank), attrs.pads.end());
  return window;
}

// Kernels written in plain C++ or built on a matrix product over copied windows: the last resort.
bool is_slow(const dnnl::primitive_desc_base& description) {
  const std::string_view name = description.impl_info_str();
  return name.substr(0, 3) == "ref" || name.substr(0, 4) == "gemm";
}

struct Attempt {
  Desc source;
  Desc target;
  Absorb absorb;
};

// Layouts in the order in which they are tried: channel blocks are kept from layer to layer, so they come first.
std::vector<Attempt> attempts_for(const Dims& source, const Dims& target) {
  constexpr std::int64_t picture_channels = 4;  // a picture is read as it comes
  const Desc to = blocked_desc(target);
  std::vector<Attempt> attempts;
  if (source[1] <= picture_channels) attempts.push_back({plain_desc(source), to, Absorb::all});
  attempts.push_back({blocked_desc(source), to, Absorb::all});
  attempts.push_back({any_desc(source), any_desc(target), Absorb::functions});
  return attempts;
}

// Weights [first, second/groups, kernel...] seen by oneDNN: with a dimension for groups, and output channels before input channels.
Desc seen_weights(const Dims& dims, std::int64_t groups, bool transposed) {
  const std::int64_t per_group = dims[0] / groups;
  Dims shape = transposed ? Dims{dims[1], per_group} : Dims{per_group, dims[1]};
  std::int64_t kernel = 1;
  for (std::size_t d = 2; d < dims.size(); ++d) {
    kernel *= dims[d];
    shape.push_back(dims[d]);
  }
  Dims strides = transposed ? Dims{kernel, dims[1] * kernel} : Dims{dims[1] * kernel, kernel};
  std::int64_t rest = kernel;
  for (std::size_t d = 2; d < dims.size(); ++d) {
    rest /= dims[d];
    strides.push_back(rest);
  }
  if (groups > 1) {
    shape.insert(shape.begin(), groups);
    strides.insert(strides.begin(), per_group * dims[1] * kernel);
  }
  return Desc(shape, dnnl::memory::data_type::f32, strides);
}

Desc any_like(const Desc& seen) {
  return any_desc(seen.dims());
}

// Output channels [first, first + count) of a convolution.
struct Slice {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

Desc channels_of(const Desc& seen, const Slice& slice) {
  Dims shape = seen.dims();
  shape[0] = slice.count;
  const auto& strides = seen.data.format_desc.blocking.strides;
  return Desc(shape, dnnl::memory::data_type::f32, Dims(strides, strides + shape.size()));
}

// Primitives for some blocks of output channels each: a thread then reads its own weights only. Empty where the channels do not lie
// block after block, or where oneDNN would take another kernel for a part.
template <class Primitive, class Describe>
std::vector<Piece> divided(Lowering& lowering, const Operation& operation, const Desc& seen, const Attempt& attempt,
                           const dnnl::primitive_desc_base& whole, const std::vector<std::pair<int, Operand>>& placed,
                           const Operand& source, const Describe& describe) {
  const Dims target = operation.output_dims();
  const bool grouped = seen.dims().size() > target.size();
  if (grouped || target[0] != 1 || attempt.target != blocked_desc(target)) return {};
  const std::int64_t pixels = element_count(target) / target[1];
  const std::int64_t block = channel_block();
  std::vector<Piece> pieces;
  for (const auto& [first, last] : parts_of((target[1] + block - 1) / block, fixed_pieces(target[1]))) {
    const Slice slice{first * block, std::min(last * block, target[1]) - first * block};
    Dims dims = target;
    dims[1] = slice.count;
    const Desc layout = blocked_desc(dims);
    const PostOps post_ops = post_ops_for_part(lowering, operation, attempt.target, layout, attempt.absorb);
    const Desc weights_seen = channels_of(seen, slice);
    const typename Primitive::primitive_desc description =
        describe({attempt.source, layout, attempt.absorb}, weights_seen, post_ops.attributes);
    if (std::string_view(description.impl_info_str()) != whole.impl_info_str()) return {};
    std::vector<std::pair<int, Operand>> arguments;
    for (const auto& [argument, operand] : placed) {
      const auto offset = static_cast<std::size_t>(slice.first * pixels) * sizeof(float);
      arguments.push_back({argument, {operand.buffer, layout, offset}});
    }
    arguments.emplace_back(DNNL_ARG_SRC, source);
    const std::int64_t first_weight = slice.first * seen.data.format_desc.blocking.strides[0];
    arguments.emplace_back(DNNL_ARG_WEIGHTS, lowering.weights(operation.input(1), weights_seen, description.weights_desc(), first_weight));
    if (operation.has(2)) {
      const auto offset = static_cast<std::size_t>(slice.first) * sizeof(float);
      arguments.push_back({DNNL_ARG_BIAS, {lowering.read(operation.input(2)).buffer, plain_desc({slice.count}), offset}});
    }
    pieces.push_back(lowering.piece(Primitive(description), description, std::move(arguments)));
  }
  return pieces;
}

// Tries one way after the other; `describe` makes a primitive descriptor or throws.
template <class Primitive, class Describe>
std::optional<Lowered> first_that_works(Lowering& lowering, const Operation& operation, const Desc& seen, const Describe& describe) {
  const auto attempts = attempts_for(operation.input(0).dims, operation.output_dims());
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const Attempt& attempt = attempts[i];
    const PostOps post_ops = post_ops_for(lowering, operation, attempt.target, attempt.absorb);
    typename Primitive::primitive_desc description;
    try {
      description = describe(attempt, seen, post_ops.attributes);
    } catch (const dnnl::error&) {
      if (i + 1 == attempts.size()) throw;
      continue;
    }
    if (is_slow(description) && i + 1 < attempts.size()) continue;
    std::vector<std::pair<int, Operand>> arguments = post_ops.place(lowering, description.dst_desc());
    const Operand target = arguments.back().second;
    const Operand source = lowering.read(operation.input(0), description.src_desc());
    std::vector<Piece> pieces = divided<Primitive>(lowering, operation, seen, attempt, description, arguments, source, describe);
    if (pieces.empty()) {
      arguments.emplace_back(DNNL_ARG_SRC, source);
      arguments.emplace_back(DNNL_ARG_WEIGHTS, lowering.weights(operation.input(1), seen, description.weights_desc()));
      if (operation.has(2)) arguments.emplace_back(DNNL_ARG_BIAS, lowering.read(operation.input(2)));
      pieces.push_back(lowering.piece(Primitive(description), description, std::move(arguments)));
    }
    lowering.add(operation, std::move(pieces));
    return Lowered{{Lowering::located(target, operation.output_dims())}, post_ops.absorbed};
  }
  return std::nullopt;
}

bool weights_are_constant(const Operation& operation, std::string& reason) {
  if (operation.input(1).constant && (!operation.has(2) || operation.input(2).constant)) return true;
  reason = "its weights are computed while running";
  return false;
}

// As a primitive of oneDNN, which describes both directions alike.
template <class Primitive>
std::optional<Lowered> lower_windows(Lowering& lowering, const Operation& operation, algorithm method, const Window& window,
                                     const Desc& seen) {
  const auto describe = [&](const Attempt& attempt, const Desc& weights, const dnnl::primitive_attr& attributes) {
    const Desc bias = operation.has(2) ? plain_desc({attempt.target.dims()[1]}) : Desc();
    const typename Primitive::desc description(prop_kind::forward_inference, method, attempt.source, any_like(weights), bias,
                                               attempt.target, window.strides, window.dilations, window.pad_begin, window.pad_end);
    return typename Primitive::primitive_desc(description, attributes, lowering.engine());
  };
  return first_that_works<Primitive>(lowering, operation, seen, describe);
}

}  // namespace

std::optional<Lowered> lower_conv(Lowering& lowering, const Operation& operation, std::string& reason) {
  if (!weights_are_constant(operation, reason)) return std::nullopt;
  if (auto lowered = lower_winograd(lowering, operation)) return lowered;
  const auto& attrs = operation.attrs<ops::ConvAttrs>();
  const Desc seen = seen_weights(operation.input(1).dims, attrs.groups, false);
  return lower_windows<dnnl::convolution_forward>(lowering, operation, algorithm::convolution_direct, window_of(attrs), seen);
}

std::optional<Lowered> lower_conv_transpose(Lowering& lowering, const Operation& operation, std::string& reason) {
  if (!weights_are_constant(operation, reason)) return std::nullopt;
  const auto& attrs = operation.attrs<ops::ConvTransposeAttrs>();
  Window window = window_of(attrs);
  for (std::size_t d = 0; d < window.pad_end.size(); ++d) window.pad_end[d] -= attrs.output_padding[d];
  const Desc seen = seen_weights(operation.input(1).dims, attrs.groups, true);
  return lower_windows<dnnl::deconvolution_forward>(lowering, operation, algorithm::deconvolution_direct, window, seen);
}

}  // namespace nnfront::executor::onednn
