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

// The smallest number of channels for which Winograd's transforms pay.
constexpr std::int64_t fewest_winograd_channels = 32;

bool fits_winograd(const Dims& weight, const Window& window, std::int64_t groups) {
  return groups == 1 && weight.size() == 4 && weight[2] == 3 && weight[3] == 3 && window.strides == Dims{1, 1} &&
         window.dilations == Dims{0, 0} && weight[0] >= fewest_winograd_channels && weight[1] >= fewest_winograd_channels;
}

struct Attempt {
  algorithm method;
  Desc source;
  Desc target;
  Absorb absorb;
};

// Layouts in the order in which they are tried: channel blocks are kept from layer to layer, so they come first.
std::vector<Attempt> attempts_for(const Dims& source, const Dims& target, bool winograd) {
  constexpr std::int64_t picture_channels = 4;  // a picture is read as it comes
  const Desc from = source[1] <= picture_channels ? plain_desc(source) : blocked_desc(source);
  const Desc to = blocked_desc(target);
  std::vector<Attempt> attempts;
  if (winograd) attempts.push_back({algorithm::convolution_winograd, from, to, Absorb::all});
  attempts.push_back({algorithm::convolution_direct, from, to, Absorb::all});
  attempts.push_back({algorithm::convolution_direct, blocked_desc(source), to, Absorb::all});
  attempts.push_back({algorithm::convolution_direct, any_desc(source), any_desc(target), Absorb::functions});
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

// Tries one way after the other; `describe` makes a primitive descriptor or throws.
template <class Primitive, class Describe>
std::optional<Lowered> first_that_works(Lowering& lowering, const Operation& operation, const Desc& seen,
                                        const std::vector<Attempt>& attempts, const Describe& describe) {
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    const Attempt& attempt = attempts[i];
    const PostOps post_ops = post_ops_for(lowering, operation, attempt.target, attempt.absorb);
    typename Primitive::primitive_desc description;
    try {
      description = describe(attempt, post_ops.attributes);
    } catch (const dnnl::error&) {
      if (i + 1 == attempts.size()) throw;
      continue;
    }
    if (is_slow(description) && i + 1 < attempts.size()) continue;
    std::vector<std::pair<int, Operand>> arguments = post_ops.place(lowering, description.dst_desc());
    const Operand target = arguments.back().second;
    arguments.emplace_back(DNNL_ARG_SRC, lowering.read(operation.input(0), description.src_desc()));
    arguments.emplace_back(DNNL_ARG_WEIGHTS, lowering.weights(operation.input(1), seen, description.weights_desc()));
    if (operation.has(2)) arguments.emplace_back(DNNL_ARG_BIAS, lowering.read(operation.input(2)));
    lowering.add(operation, Primitive(description), description, std::move(arguments));
    return Lowered{{Lowering::located(target, operation.output_dims())}, post_ops.absorbed};
  }
  return std::nullopt;
}

bool weights_are_constant(const Operation& operation, std::string& reason) {
  if (operation.input(1).constant && (!operation.has(2) || operation.input(2).constant)) return true;
  reason = "its weights are computed while running";
  return false;
}

}  // namespace

std::optional<Lowered> lower_conv(Lowering& lowering, const Operation& operation, std::string& reason) {
  if (!weights_are_constant(operation, reason)) return std::nullopt;
  const auto& attrs = operation.attrs<ops::ConvAttrs>();
  const Window window = window_of(attrs);
  const Dims& weight = operation.input(1).dims;
  const Desc seen = seen_weights(weight, attrs.groups, false);
  const auto attempts = attempts_for(operation.input(0).dims, operation.output_dims(), fits_winograd(weight, window, attrs.groups));
  const auto describe = [&](const Attempt& attempt, const dnnl::primitive_attr& attributes) {
    using Conv = dnnl::convolution_forward;
    const Desc bias = operation.has(2) ? plain_desc(operation.input(2).dims) : Desc();
    return Conv::primitive_desc(Conv::desc(prop_kind::forward_inference, attempt.method, attempt.source, any_like(seen), bias,
                                           attempt.target, window.strides, window.dilations, window.pad_begin, window.pad_end),
                                attributes, lowering.engine());
  };
  return first_that_works<dnnl::convolution_forward>(lowering, operation, seen, attempts, describe);
}

std::optional<Lowered> lower_conv_transpose(Lowering& lowering, const Operation& operation, std::string& reason) {
  if (!weights_are_constant(operation, reason)) return std::nullopt;
  const auto& attrs = operation.attrs<ops::ConvTransposeAttrs>();
  Window window = window_of(attrs);
  for (std::size_t d = 0; d < window.pad_end.size(); ++d) window.pad_end[d] -= attrs.output_padding[d];
  const Desc seen = seen_weights(operation.input(1).dims, attrs.groups, true);
  auto attempts = attempts_for(operation.input(0).dims, operation.output_dims(), false);
  for (Attempt& attempt : attempts) attempt.method = algorithm::deconvolution_direct;
  const auto describe = [&](const Attempt& attempt, const dnnl::primitive_attr& attributes) {
    using Deconv = dnnl::deconvolution_forward;
    const Desc bias = operation.has(2) ? plain_desc(operation.input(2).dims) : Desc();
    return Deconv::primitive_desc(Deconv::desc(prop_kind::forward_inference, attempt.method, attempt.source, any_like(seen), bias,
                                               attempt.target, window.strides, window.dilations, window.pad_begin, window.pad_end),
                                  attributes, lowering.engine());
  };
  return first_that_works<dnnl::deconvolution_forward>(lowering, operation, seen, attempts, describe);
}

}  // namespace nnfront::executor::onednn
