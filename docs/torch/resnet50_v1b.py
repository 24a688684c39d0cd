"""A network that nnfront rebuilt from resnet50v1b-symbol.json (mxnet).

load() gives the model with the weights that lie beside this file.
"""

import re
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

INPUTS = ["data"]
OUTPUTS = ["resnetv1b_dense0_fwd"]


class BatchNorm2d(nn.BatchNorm2d):
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


class Block(nn.Module):
    def __init__(self, in_channels, channels):
        super().__init__()
        self.conv0 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.batchnorm0 = BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.batchnorm1 = BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, in_channels, 1, bias=False)
        self.batchnorm2 = BatchNorm2d(in_channels)

    def forward(self, x):
        y = self.conv0(x)
        y = self.batchnorm0(y)
        y = F.relu(y)
        y = self.conv1(y)
        y = self.batchnorm1(y)
        y = F.relu(y)
        y = self.conv2(y)
        y = self.batchnorm2(y)
        x = y + x
        return F.relu(x)


class DownBlock(nn.Module):
    def __init__(self, in_channels, channels, out_channels, stride):
        super().__init__()
        self.conv0 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.batchnorm0 = BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False, stride=stride)
        self.batchnorm1 = BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, out_channels, 1, bias=False)
        self.batchnorm2 = BatchNorm2d(out_channels)
        self.down_conv0 = nn.Conv2d(in_channels, out_channels, 1, bias=False, stride=stride)
        self.down_batchnorm0 = BatchNorm2d(out_channels)

    def forward(self, x):
        y = self.conv0(x)
        y = self.batchnorm0(y)
        y = F.relu(y)
        y = self.conv1(y)
        y = self.batchnorm1(y)
        y = F.relu(y)
        y = self.conv2(y)
        y = self.batchnorm2(y)
        x = self.down_conv0(x)
        x = self.down_batchnorm0(x)
        x = y + x
        return F.relu(x)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.batchnorm0 = BatchNorm2d(64)
        self.layers1 = nn.Sequential(DownBlock(64, 64, 256, stride=1), Block(256, 64), Block(256, 64))
        self.layers2 = nn.Sequential(
            DownBlock(256, 128, 512, stride=2), Block(512, 128), Block(512, 128), Block(512, 128)
        )
        self.layers3 = nn.Sequential(
            DownBlock(512, 256, 1024, stride=2),
            Block(1024, 256),
            Block(1024, 256),
            Block(1024, 256),
            Block(1024, 256),
            Block(1024, 256),
        )
        self.layers4 = nn.Sequential(DownBlock(1024, 512, 2048, stride=2), Block(2048, 512), Block(2048, 512))
        self.dense0 = nn.Linear(2048, 1000)
        self.register_state_dict_post_hook(to_source_names)
        self.register_load_state_dict_pre_hook(from_source_names)

    def forward(self, data):
        x = self.conv0(data)
        x = self.batchnorm0(x)
        x = F.relu(x)
        x = F.max_pool2d(x, 3, stride=2, padding=1)
        x = self.layers1(x)
        x = self.layers2(x)
        x = self.layers3(x)
        x = self.layers4(x)
        x = x.mean((2, 3), keepdim=True)
        x = x.flatten(1)
        return self.dense0(x)


# What the source's names of parameters begin with, by the module here that they are in; of one parameter all of it.
# And what is added to the number behind it: layers there count on from block to block.
NAMES = {
    "": ("resnetv1b_", 0),
    "layers1.0": ("resnetv1b_layers1_", 0),
    "layers1.0.down_batchnorm0": ("resnetv1b_down1_batchnorm0_", 0),
    "layers1.0.down_conv0": ("resnetv1b_down1_conv0_", 0),
    "layers1.1": ("resnetv1b_layers1_", 3),
    "layers1.2": ("resnetv1b_layers1_", 6),
    "layers2.0": ("resnetv1b_layers2_", 0),
    "layers2.0.down_batchnorm0": ("resnetv1b_down2_batchnorm0_", 0),
    "layers2.0.down_conv0": ("resnetv1b_down2_conv0_", 0),
    "layers2.1": ("resnetv1b_layers2_", 3),
    "layers2.2": ("resnetv1b_layers2_", 6),
    "layers2.3": ("resnetv1b_layers2_", 9),
    "layers3.0": ("resnetv1b_layers3_", 0),
    "layers3.0.down_batchnorm0": ("resnetv1b_down3_batchnorm0_", 0),
    "layers3.0.down_conv0": ("resnetv1b_down3_conv0_", 0),
    "layers3.1": ("resnetv1b_layers3_", 3),
    "layers3.2": ("resnetv1b_layers3_", 6),
    "layers3.3": ("resnetv1b_layers3_", 9),
    "layers3.4": ("resnetv1b_layers3_", 12),
    "layers3.5": ("resnetv1b_layers3_", 15),
    "layers4.0": ("resnetv1b_layers4_", 0),
    "layers4.0.down_batchnorm0": ("resnetv1b_down4_batchnorm0_", 0),
    "layers4.0.down_conv0": ("resnetv1b_down4_conv0_", 0),
    "layers4.1": ("resnetv1b_layers4_", 3),
    "layers4.2": ("resnetv1b_layers4_", 6),
}


def source_name(model, path):
    """What the source calls a parameter: its key in state_dict() and in model.safetensors."""
    if path in NAMES:
        return NAMES[path][0]
    module, dot, leaf = path.rpartition(".")
    if hasattr(model.get_submodule(module), "eps"):
        path = module + dot + {"weight": "gamma", "bias": "beta"}.get(leaf, leaf)
    above = path.rpartition(".")[0]
    while above and above not in NAMES:
        above = above.rpartition(".")[0]
    rest = path[len(above) + 1 :] if above else path
    begin, first = NAMES.get(above, ("", 0))
    rest = rest.replace(".", "_")
    if first:
        rest = re.sub(r"\d+", lambda number: str(int(number[0]) + first), rest, count=1)
    return begin + rest


def to_source_names(model, state, prefix, _):
    for path in [key[len(prefix) :] for key in state if key.startswith(prefix)]:
        tensor = state.pop(prefix + path)
        if not path.endswith("num_batches_tracked"):
            state[prefix + source_name(model, path)] = tensor


def from_source_names(model, state, prefix, *_):
    given = {}
    for path, tensor in (*model.named_parameters(), *model.named_buffers()):
        if path.endswith("num_batches_tracked"):
            given[prefix + path] = tensor
        elif prefix + source_name(model, path) in state:
            given[prefix + path] = state.pop(prefix + source_name(model, path))
    state.update(given)


def load(folder=None):
    """The model with the weights of model.safetensors, ready to be evaluated."""
    model = Model()
    model.load_state_dict(load_file((Path(folder) if folder else Path(__file__).parent) / "model.safetensors"))
    return model.eval()
