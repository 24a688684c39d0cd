#include "emit/torch/helpers.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "emit/torch/box_helpers.h"

namespace nnfront::emit::torch {

namespace {

Helper batch_norm(int rank) {
  constexpr std::string_view text = R"(class BatchNorm{0}d(nn.BatchNorm{0}d):
    """Batch norm that trains by the rules of the source.

    The running variance is that of the batch, by its size less one where `unbiased`. The scale is 1, whatever `weight`
    holds, where `fixed_scale`. The running statistics count while training, too, and stay, where `frozen`.
    """

    def __init__(self, num_features, fixed_scale=False, frozen=False, unbiased=False, **options):
        super().__init__(num_features, **options)
        self.fixed_scale = fixed_scale
        self.frozen = frozen
        self.unbiased = unbiased
        self.weight.requires_grad_(not fixed_scale)

    def forward(self, x):
        weight = None if self.fixed_scale else self.weight
        if not self.training or self.frozen:
            return F.batch_norm(x, self.running_mean, self.running_var, weight, self.bias, eps=self.eps)
        with torch.no_grad():
            variance, mean = torch.var_mean(x, [0, *range(2, x.dim())], correction=int(self.unbiased))
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance, self.momentum)
        return F.batch_norm(x, None, None, weight, self.bias, training=True, eps=self.eps)
)";
  return {fmt::format("BatchNorm{}d", rank), fmt::format(text, rank)};
}

Helper dropout() {
  return {"dropout", R"(def dropout(x, rate, training, shared=(), scaled=True):
    """Dropout with one decision for all elements along the dimensions `shared`; what stays is scaled up, or not."""
    if not training or rate == 0:
        return x
    shape = [1 if axis in [d % x.dim() for d in shared] else size for axis, size in enumerate(x.shape)]
    kept = torch.empty(shape, dtype=x.dtype, device=x.device).bernoulli_(1 - rate)
    return x * kept / (1 - rate) if scaled else x * kept
)"};
}

Helper gamma() {
  return {"gamma", R"(def gamma(x):
    """The gamma function; lgamma has lost its sign."""
    sign = torch.where((x < 0) & (x.floor() % 2 != 0), -1.0, 1.0)
    return sign * torch.lgamma(x).exp()
)"};
}

Helper gather_nd() {
  return {"gather_nd", R"(def gather_nd(x, indices, batch_dims):
    """The parts of x that the last dimension of `indices` names, behind `batch_dims` dimensions that both have."""
    places = list(indices.unbind(-1))
    for d in reversed(range(batch_dims)):
        column = [-1 if axis == d else 1 for axis in range(indices.dim() - 1)]
        places.insert(0, torch.arange(x.shape[d], device=x.device).reshape(column))
    return x[tuple(places)]
)"};
}

// The difference from the whole part is exact, x + 0.5 would not be.
Helper round_away() {
  return {"round_away", R"(def round_away(x):
    """The nearest whole number, halves away from zero."""
    whole = x.trunc()
    return whole + x.sign() * ((x - whole).abs() >= 0.5)
)"};
}

Helper round_half_down() {
  return {"round_half_down", R"(def round_half_down(x):
    """The nearest whole number, halves towards minus infinity."""
    whole = x.trunc()
    rest = x - whole
    return whole + (rest > 0.5).to(x.dtype) - (rest <= -0.5).to(x.dtype)
)"};
}

// Place by place, four elements each: what grid_sample computes from places on a scale of -1 to 1 is less exact.
Helper bilinear() {
  return {"bilinear", R"(def bilinear(x, rows, columns):
    """The planes of x[n, c, h, w] between elements, at places rows[n, p] and columns[n, p]; 0 outside."""
    height, width = x.shape[2:]
    top, left = rows.floor(), columns.floor()
    result = 0
    for row, row_share in ((top, 1 - rows + top), (top + 1, rows - top)):
        for column, column_share in ((left, 1 - columns + left), (left + 1, columns - left)):
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            index = (row.clamp(0, height - 1) * width + column.clamp(0, width - 1)).long()
            values = x.flatten(2).gather(2, index[:, None].expand(-1, x.shape[1], -1))
            result = result + values * (row_share * column_share * inside)[:, None]
    return result
)"};
}

Helper deformable_conv() {
  return {"deformable_conv2d",
          R"(def deformable_conv2d(x, weight, offset, bias, mask, stride, padding, dilation, groups=1, offset_groups=1, cut=False):
    """Convolution with each tap moved by its offset, read between elements and weighted by its mask.

    Near the border places fade to 0 within one element of the outermost, or where `cut` count as the outermost up to
    their end. Dai et al., "Deformable convolutional networks", 2017; Zhu et al., "Deformable ConvNets v2", 2018.
    """
    batch, channels, height, width = x.shape
    out_channels, _, *kernel = weight.shape
    out = offset.shape[2:]
    moved = offset.reshape(batch, offset_groups, kernel[0], kernel[1], 2, *out)
    places = []
    for d, (tap_shape, start_shape) in enumerate((((-1, 1, 1, 1), (-1, 1)), ((-1, 1, 1), (-1,)))):
        taps = torch.arange(kernel[d], device=x.device, dtype=x.dtype).reshape(tap_shape)
        starts = torch.arange(out[d], device=x.device, dtype=x.dtype).reshape(start_shape)
        regular = starts * stride[d] - padding[d] + taps * dilation[d]
        places.append((moved[:, :, :, :, d] + regular).reshape(batch * offset_groups, -1))
    rows, columns = places
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    if cut:
        rows, columns = rows.clamp(0, height - 1), columns.clamp(0, width - 1)
    taken = bilinear(x.reshape(batch * offset_groups, -1, height, width), rows, columns)
    if cut:
        taken = taken * inside[:, None]
    taken = taken.reshape(batch, offset_groups, -1, kernel[0] * kernel[1], *out)
    if mask is not None:
        taken = taken * mask.reshape(batch, offset_groups, 1, kernel[0] * kernel[1], *out)
    taken = taken.reshape(batch, groups, -1, out[0] * out[1])
    result = torch.einsum("gok,ngkp->ngop", weight.reshape(groups, out_channels // groups, -1), taken)
    result = result.reshape(batch, out_channels, *out)
    return result if bias is None else result + bias[:, None, None]
)"};
}

Helper recurrent() {
  return {"recurrent", R"(def recurrent(function, x, states, weight, recurrent_weight, bias, order, reverse=False):
    """A layer by torch.lstm, torch.gru, torch.rnn_tanh or torch.rnn_relu.

    `order`: where the gates that torch wants stand among those of the weights.
    """

    def ordered(gates):
        gates = gates.chunk(len(order))
        return torch.cat([gates[i] for i in order])

    weights = []
    for d in range(weight.shape[0]):
        weights += [ordered(weight[d]), ordered(recurrent_weight[d])]
        if bias is not None:
            weights += [ordered(half) for half in bias[d].chunk(2)]
    x = x.flip(0) if reverse else x
    y, *states = function(x, states, weights, bias is not None, 1, 0.0, False, weight.shape[0] == 2, False)
    y = y.unflatten(2, (weight.shape[0], -1)).transpose(1, 2)
    return (y.flip(0) if reverse else y, *states)
)"};
}

Helper sequence_times() {
  return {"sequence_times", R"(def sequence_times(x, lengths, time_axis, batch_axis):
    """Positions along the time axis and lengths of samples, each so that it broadcasts with x."""
    times = [-1 if d == time_axis else 1 for d in range(x.dim())]
    samples = [-1 if d == batch_axis else 1 for d in range(x.dim())]
    return torch.arange(x.shape[time_axis], device=x.device).reshape(times), lengths.long().reshape(samples)
)"};
}

Helper reverse_sequence() {
  return {"reverse_sequence", R"(def reverse_sequence(x, lengths, time_axis, batch_axis):
    """x with the first elements of each sample, as many as its length, in reverse along the time axis."""
    times, lengths = sequence_times(x, lengths, time_axis, batch_axis)
    sources = torch.where(times < lengths, lengths - 1 - times, times)
    return x.gather(time_axis, sources.expand(x.shape))
)"};
}

Helper sequence_last() {
  return {"sequence_last", R"(def sequence_last(x, lengths, time_axis, batch_axis):
    """The last element of each sample along the time axis, by its length."""
    _, lengths = sequence_times(x, lengths, time_axis, batch_axis)
    shape = [1 if d == time_axis else size for d, size in enumerate(x.shape)]
    return x.gather(time_axis, (lengths - 1).expand(shape)).squeeze(time_axis)
)"};
}

Helper sequence_mask() {
  return {"sequence_mask", R"(def sequence_mask(x, lengths, time_axis, batch_axis, value):
    """x with what stands behind the length of each sample replaced by `value`."""
    times, lengths = sequence_times(x, lengths, time_axis, batch_axis)
    return x.masked_fill(times >= lengths, value)
)"};
}

}  // namespace

std::span<const Helper> helpers() {
  static const std::vector<Helper> all = [] {
    std::vector<Helper> list = {batch_norm(1),     batch_norm(2),    batch_norm(3),      bilinear(),      deformable_conv(),
                                dropout(),         gamma(),          gather_nd(),        recurrent(),     round_away(),
                                round_half_down(), sequence_times(), reverse_sequence(), sequence_last(), sequence_mask()};
    for (Helper& helper : box_helpers()) list.push_back(std::move(helper));
    return list;
  }();
  return all;
}

const Helper* find_helper(std::string_view name) {
  for (const Helper& helper : helpers()) {
    if (helper.name == name) return &helper;
  }
  return nullptr;
}

}  // namespace nnfront::emit::torch
