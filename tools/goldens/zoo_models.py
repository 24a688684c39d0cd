"""What the names of gluoncv's model zoo are: kind, inputs, and how to construct each without downloading anything.

Input sizes are the smallest that keep a network's structure. Global pooling takes 96x96 (three by three positions at the end); a
fixed window at the end needs the size that the network was made for (classifiers: 224 or 299; video: 112 or 224), and single-shot
detectors that shrink their map without padding need 300 or 512. Segmentation and pose get what their last strides divide.
"""

import itertools
import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Model:
    name: str
    kind: str
    inputs: dict[str, tuple[int, ...]]
    keywords: dict = field(default_factory=dict)  # of the constructor
    # Attributes of the block that are set before it is traced, by dotted path: limits that do not change what is computed.
    attributes: dict = field(default_factory=dict)
    reason: str = ""  # why it cannot be made; empty: it can


def image(size: int, width: int = 0, channels: int = 3) -> dict:
    return {"data": (1, channels, size, width or size)}


def video(frames: int, size: int) -> dict:
    return {"data": (1, 3, frames, size, size)}


CLASSES = {"classes": ["a", "b", "c", "d"]}
# Regions that the second stage looks at; the networks' own 300 to 1,000 only take longer.
FEW_REGIONS = {"_rpn_test_post_nms": 48, "rpn._test_post_nms": 48, "rpn._test_pre_nms": 600}
MASKS = {"_rcnn_max_dets": 12}
NO_KINETICS = {"use_kinetics_pretrain": False}
GROUP_NORM = "MXNet 1.9.1 itself refuses it: its GroupNorm block passes a Reshape argument that the operator does not take"

# The first rule whose pattern matches a whole name decides: kind, inputs, constructor keywords, attributes.
RULES = [
    # Detection
    (r"ssd_300_.*custom", "ssd", image(300), CLASSES),
    (r"ssd_300_.*", "ssd", image(300)),
    (r"ssd_512_vgg16.*custom", "ssd", image(512), CLASSES),
    (r"ssd_512_vgg16.*", "ssd", image(512)),
    (r"ssd_512_.*custom", "ssd", image(256), CLASSES),
    (r"ssd_512_.*", "ssd", image(256)),
    (r"yolo3_.*custom", "yolo", image(128), CLASSES),
    (r"yolo3_.*", "yolo", image(128)),
    (r"custom_mask_rcnn.*", "mask_rcnn", image(128), CLASSES, FEW_REGIONS | MASKS),
    (r"mask_rcnn_.*", "mask_rcnn", image(128), {}, FEW_REGIONS | MASKS),
    (r"custom_faster_rcnn.*", "faster_rcnn", image(128), CLASSES, FEW_REGIONS),
    (r"faster_rcnn_.*custom", "faster_rcnn", image(128), CLASSES, FEW_REGIONS),
    (r"(faster|doublehead)_rcnn_.*", "faster_rcnn", image(128), {}, FEW_REGIONS),
    (r"center_net_.*", "center_net", image(128)),
    (r"siamrpn_.*", "tracking", {"data0": (1, 3, 127, 127), "data1": (1, 3, 287, 287)}),
    # Segmentation, depth, pose
    (r"hrnet_.*_s", "segmentation", image(128)),
    (r"(psp|danet|deeplab|fcn|icnet|fastscnn)_.*", "segmentation", image(96), {"base_size": 96, "crop_size": 96}),
    (r"monodepth2_.*posenet.*", "depth", image(64, 192, channels=6)),
    (r"monodepth2_.*", "depth", image(64, 192)),
    (r"(simple|mobile|alpha)_pose_.*", "pose", image(128, 96)),
    # Action recognition
    (r"c3d_.*", "video", video(16, 112)),
    (r"(p3d|r2plus1d)_.*", "video", video(16, 112)),
    (r"i3d_(nl\d+_)?resnet.*_v1_.*", "video", video(16, 112), NO_KINETICS),
    (r"i3d_slow_.*", "video", video(16, 112)),
    (r"i3d_inception.*", "video", video(32, 224)),
    (r"slowfast_4x16_.*", "video", video(36, 64), NO_KINETICS),
    (r"slowfast_16x8_.*", "video", video(80, 64), NO_KINETICS),
    (r"slowfast_.*", "video", video(40, 64), NO_KINETICS),
    (r"inceptionv3_.*", "action", image(299)),
    (r"inceptionv1_.*", "action", image(224)),
    (r"vgg16_.*(ucf101|hmdb51|kinetics400|sthsthv2)", "action", image(96)),
    (r"resnet\d+_v1b_custom", "action", image(96), NO_KINETICS),
    (r"resnet.*_(ucf101|hmdb51|kinetics400|sthsthv2)", "action", image(96)),
    # Classification
    (r"cifar_.*", "classification", image(32)),
    (r"(inceptionv3|xception.*)", "classification", image(299)),
    (r"(alexnet|densenet.*|squeezenet.*|googlenet|residualattentionnet.*|nasnet.*|shufflenet.*|senet.*)", "classification", image(224)),
    (r".*", "classification", image(96)),
]

# Small ones of every kind, with every operator of the zoo among them.
DOZEN = (
    "mobilenetv3_small",
    "resnest14",
    "shufflenet_v1",
    "vgg11_bn",
    "cifar_resnext29_32x4d",
    "ssd_300_mobilenet0.25_voc",
    "yolo3_mobilenet0.25_voc",
    "faster_rcnn_resnet50_v1b_voc",
    "mask_rcnn_fpn_resnet18_v1b_coco",
    "center_net_resnet18_v1b_dcnv2_voc",
    "siamrpn_alexnet_v2_otb15",
    "icnet_resnet50_citys",
    "danet_resnet50_citys",
    "simple_pose_resnet18_v1b",
    "monodepth2_resnet18_kitti_mono_640x192",
    "resnet18_v1b_kinetics400",
    "i3d_nl5_resnet50_v1_kinetics400",
    "slowfast_4x16_resnet50_kinetics400",
)


def integer_inputs(name: str) -> dict:
    """Of a model of 8 bits. Networks for video hold the number of their segments, others the size of their last map or of their result."""
    if name.startswith("ssd_"):
        return image(512 if "512_vgg16" in name else 300)
    if name.startswith(("psp_", "deeplab_")):
        return image(480)
    if name.startswith(("vgg16_", "inceptionv3_")):
        return {"data": (3, 3, *((224, 224) if name.startswith("vgg16_") else (299, 299)))}
    return {"data": (7 if "kinetics400" in name else 1, 3, 96, 96)}


def describe(name: str) -> Model:
    """How the model of that name is made."""
    if name.endswith("_int8"):
        return Model(name, "int8", integer_inputs(name))
    if name.endswith("_gn"):
        return Model(name, "classification", {}, reason=GROUP_NORM)
    for pattern, kind, inputs, *rest in RULES:
        if re.fullmatch(pattern, name):
            return Model(name, kind, inputs, *rest)
    raise ValueError(f"{name}: no rule")


def family(name: str) -> tuple[str, str]:
    """The kind, and the name's words up to the first number: ("ssd", "ssd"), ("classification", "se_resnet")."""
    return describe(name).kind, re.match(r"[a-z]+(_[a-z]+)*", name).group()


def spread(names: list[str]) -> list[str]:
    """The same names: the dozen first, then the first of every family, the second of every family, ...; what takes hours last."""
    families: dict[tuple[str, str], list[str]] = {}
    late = [name for name in names if re.fullmatch(r"(psp|deeplab)_.*_int8", name)]
    for name in names:
        if name not in DOZEN and name not in late:
            families.setdefault(family(name), []).append(name)
    rounds = itertools.zip_longest(*families.values())
    return [name for name in DOZEN if name in names] + [name for each in rounds for name in each if name] + late


def kinds() -> list[str]:
    return sorted({rule[1] for rule in RULES})
