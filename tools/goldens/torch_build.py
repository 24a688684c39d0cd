"""Makes the modules of torch_models.py, with weights that no download gives. Run by the Python of the environment `torch-exports` alone."""

import math
import os

os.environ["HF_HUB_OFFLINE"] = "1"

import torch

# torchvision's own library names another build of torch and is not loaded; importing it asks for two operators of detectors, which no
# network here computes.
DETECTION = torch.library.Library("torchvision", "DEF")
for operator in ("nms", "qnms"):
    DETECTION.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm  # noqa: E402
import timm.models  # noqa: E402
import transformers  # noqa: E402
from torchvision.models import GoogLeNet, mobilenet, segmentation, shufflenetv2, video  # noqa: E402
from torchvision.models import convnext as tv_convnext  # noqa: E402
from torchvision.models import densenet as tv_densenet  # noqa: E402
from torchvision.models import efficientnet as tv_efficientnet  # noqa: E402
from torchvision.models import maxvit as tv_maxvit  # noqa: E402
from torchvision.models import mnasnet as tv_mnasnet  # noqa: E402
from torchvision.models import regnet as tv_regnet  # noqa: E402
from torchvision.models import resnet as tv_resnet  # noqa: E402
from torchvision.models import squeezenet as tv_squeezenet  # noqa: E402
from torchvision.models import swin_transformer as tv_swin  # noqa: E402
from torchvision.models import vision_transformer as tv_vit  # noqa: E402

CLASSES = 10


# ---- torchvision


def resnet():
    return tv_resnet.ResNet(tv_resnet.BasicBlock, [1, 1, 1, 1], CLASSES)


def resnext():
    return tv_resnet.ResNet(tv_resnet.Bottleneck, [1, 1, 1, 1], CLASSES, groups=8, width_per_group=4)


def densenet():
    return tv_densenet.DenseNet(growth_rate=8, block_config=(2, 2, 2, 2), num_init_features=16, num_classes=CLASSES)


def googlenet():
    return GoogLeNet(CLASSES, aux_logits=False, init_weights=False)


def squeezenet():
    return tv_squeezenet.squeezenet1_1(num_classes=CLASSES)


def mobilenet_v2():
    return mobilenet.mobilenet_v2(num_classes=CLASSES, width_mult=0.25)


def mobilenet_v3():
    return mobilenet.mobilenet_v3_small(num_classes=CLASSES)


def mnasnet():
    return tv_mnasnet.MNASNet(0.35, CLASSES)


def shufflenet_v2():
    return shufflenetv2.shufflenet_v2_x0_5(num_classes=CLASSES)


def efficientnet():
    block = tv_efficientnet.MBConvConfig
    stages = [block(1, 3, 1, 16, 8, 1, 1.0, 1.0), block(4, 3, 2, 8, 16, 2, 1.0, 1.0), block(4, 5, 2, 16, 24, 1, 1.0, 1.0)]
    return tv_efficientnet.EfficientNet(stages, 0.0, num_classes=CLASSES)


def regnet():
    parameters = tv_regnet.BlockParams.from_init_params(depth=6, w_0=16, w_a=16.0, w_m=2.0, group_width=8, se_ratio=0.25)
    return tv_regnet.RegNet(parameters, CLASSES)


def convnext():
    widths = (8, 16, 24, 32)
    stages = [tv_convnext.CNBlockConfig(width, after, 1) for width, after in zip(widths, (*widths[1:], None))]
    return tv_convnext.ConvNeXt(stages, num_classes=CLASSES)


def vit():
    return tv_vit.VisionTransformer(32, 8, num_layers=2, num_heads=4, hidden_dim=32, mlp_dim=64, num_classes=CLASSES)


def swin():
    return tv_swin.SwinTransformer([4, 4], 16, [2, 2], [2, 4], [4, 4], num_classes=CLASSES)


def swin_v2():
    return tv_swin.SwinTransformer(
        [4, 4],
        16,
        [2, 2],
        [2, 4],
        [4, 4],
        num_classes=CLASSES,
        block=tv_swin.SwinTransformerBlockV2,
        downsample_layer=tv_swin.PatchMergingV2,
    )


def maxvit():
    return tv_maxvit.MaxVit((64, 64), 8, 4, [8, 16], [1, 1], 8, 0.0, num_classes=CLASSES)


def lraspp():
    return segmentation.lraspp_mobilenet_v3_large(weights_backbone=None, num_classes=CLASSES)


def fcn():
    backbone = tv_resnet.ResNet(tv_resnet.Bottleneck, [1, 1, 1, 1], width_per_group=16, replace_stride_with_dilation=[False, True, True])
    return segmentation.fcn._fcn_resnet(backbone, CLASSES, None)


def r3d():
    return video.resnet.VideoResNet(video.resnet.BasicBlock, [video.resnet.Conv3DSimple] * 4, [1, 1, 1, 1], video.resnet.BasicStem, CLASSES)


# ---- timm, where its own functions fix what is large


def beit():
    model = timm.create_model("beit_base_patch16_224", num_classes=CLASSES, img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=4)
    # With the fused one torch's own decomposition (dynamo) ends in a shape that it does not take.
    for block in model.blocks:
        block.attn.fused_attn = False
    return model


def mixer():
    return timm.models.MlpMixer(num_classes=CLASSES, img_size=32, patch_size=8, num_blocks=2, embed_dim=32)


def gmlp():
    parts = {"block_layer": timm.models.mlp_mixer.SpatialGatingBlock, "mlp_layer": timm.layers.GatedMlp}
    return timm.models.MlpMixer(num_classes=CLASSES, img_size=32, patch_size=8, num_blocks=2, embed_dim=32, mlp_ratio=6, **parts)


def caformer():
    former = timm.models.metaformer
    return former.MetaFormer(
        depths=(1, 1, 1, 1),
        dims=(8, 16, 32, 64),
        token_mixers=[former.SepConv, former.SepConv, former.Attention, former.Attention],
        norm_layers=[former.LayerNorm2dNoBias] * 2 + [former.LayerNormNoBias] * 2,
        num_classes=CLASSES,
    )


def volo():
    return timm.models.VOLO(layers=(1, 1, 1, 1), img_size=64, num_classes=CLASSES, embed_dims=(16, 32, 32, 32), num_heads=(2, 4, 4, 4))


def focalnet():
    return timm.models.FocalNet(depths=(1, 1, 1, 1), embed_dim=8, num_classes=CLASSES)


# ---- Weights


def spread_constants(parameter):
    """A parameter that starts as one number, which would hide what it multiplies: norms' scales, biases, scales of layers."""
    start = parameter.reshape(-1)[0].item()
    noise = torch.rand_like(parameter) - 0.5
    if start == 0.0:
        parameter.copy_(0.2 * noise)
    else:
        parameter.copy_((start if abs(start) > 0.01 else 0.5) * (1.0 + noise))


def randomise(model):
    """Parameters of one value get several, and weights that start small get a size that keeps signals as large as they are."""
    with torch.no_grad():
        for parameter in model.parameters():
            if bool((parameter == parameter.reshape(-1)[0]).all()):
                spread_constants(parameter)
            elif parameter.dim() >= 2 and parameter.std() < 0.03:
                fan_in = parameter.numel() / parameter.shape[0]
                parameter.mul_(1.0 / (parameter.std() * math.sqrt(fan_in)))


def fit_batch_norms(model, inputs):
    """Running statistics that fit what the network computes."""
    norms = [each for each in model.modules() if isinstance(each, torch.nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum, momentum = None, norm.momentum
        norm.train()
        norm.reset_running_stats()
        norm.usual_momentum = momentum
    with torch.no_grad():
        model(*inputs)
    for norm in norms:
        norm.momentum = norm.usual_momentum
        norm.eval()


class Exported(torch.nn.Module):
    """The model with its inputs by position, and what it returns as a tuple of tensors."""

    def __init__(self, model, architecture):
        super().__init__()
        self.model = model
        self.named = [each.name for each in architecture.inputs] if architecture.library == "transformers" else []
        self.outputs = architecture.outputs

    def forward(self, *inputs):
        result = self.model(**dict(zip(self.named, inputs))) if self.named else self.model(*inputs)
        if self.outputs:
            return tuple(result[name] for name in self.outputs)
        return result if isinstance(result, tuple) else (result,)


def constructed(architecture):
    if architecture.of in globals():
        return globals()[architecture.of]()
    if architecture.library == "timm":
        return timm.create_model(architecture.of, pretrained=False, **architecture.settings)
    kind = getattr(transformers, architecture.of)
    return kind(kind.config_class(**architecture.settings))


def build(architecture, inputs, seed):
    torch.manual_seed(seed)
    model = constructed(architecture).eval()
    randomise(model)
    exported = Exported(model, architecture).eval()
    fit_batch_norms(exported, inputs)
    return exported
