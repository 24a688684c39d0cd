#include "emit/torch/helpers.h"

#include <fmt/format.h>

#include <vector>

namespace nnfront::emit::torch {

namespace {

Helper batch_norm(int rank) {
  constexpr std::string_view text = R"(class BatchNorm{0}d(nn.BatchNorm{0}d):
    """Batch norm that trains by the rules of the source.

    The running variance is that of the batch, by its size less one where `unbiased`. The scale is 1, whatever `weight` holds, where
    `fixed_scale`. The running statistics count while training, too, and stay as they are where `frozen`.
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
    """The elements, or slices, of x that the last dimension of `indices` names behind `batch_dims` dimensions that both have."""
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

}  // namespace

std::span<const Helper> helpers() {
  static const std::vector<Helper> all = {batch_norm(1), batch_norm(2), batch_norm(3), dropout(),
                                          gamma(),       gather_nd(),   round_away(),  round_half_down()};
  return all;
}

const Helper* find_helper(std::string_view name) {
  for (const Helper& helper : helpers()) {
    if (helper.name == name) return &helper;
  }
  return nullptr;
}

}  // namespace nnfront::emit::torch
