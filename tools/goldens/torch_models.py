"""The architectures whose exports are compared: what to construct, in a small configuration, and what its inputs are. Needs no torch.

Nothing is chosen by how it fares: of each library the families that differ in how they compute. Images keep their size, as most of these
networks fix it; `batch`, `sequence` and where a network allows it `height` and `width` stay symbols.
"""

from dataclasses import dataclass, field

# Sizes of the symbols: of the example that is exported, and of the two runs. A run may be of one sample, the example must not be: torch's
# exporters take a size of 1 for a constant.
EXAMPLE = {"batch": 2, "sequence": 10, "target": 6, "texts": 4, "height": 64, "width": 96, "samples": 800}
RUNS = (
    {"batch": 1, "sequence": 7, "target": 3, "texts": 2, "height": 96, "width": 64, "samples": 640},
    {"batch": 3, "sequence": 16, "target": 9, "texts": 5, "height": 128, "width": 160, "samples": 1120},
)


@dataclass(frozen=True)
class Input:
    name: str
    shape: tuple  # integers and names of symbols
    kind: str = "images"  # images, noise, tokens, mask, boxes
    high: int = 99  # tokens are below it


@dataclass(frozen=True)
class Architecture:
    name: str
    library: str  # torchvision, timm, transformers
    of: str  # a function of torch_build.py; a model of timm; a class of transformers
    settings: dict = field(default_factory=dict)  # keywords of the constructor, or the configuration
    inputs: tuple[Input, ...] = ()
    outputs: tuple[str, ...] = ()  # names in what the model returns, where that has names


def picture(size: int) -> tuple[Input, ...]:
    return (Input("x", ("batch", 3, size, size)),)


def built(name: str, library: str, size: int) -> Architecture:
    """By the function of torch_build.py of that name."""
    return Architecture(name, library, name, {}, picture(size))


def timm(name: str, size: int, **settings) -> Architecture:
    return Architecture(name, "timm", name, {"num_classes": 10, **settings}, picture(size))


def ids(name: str, length: str = "sequence") -> Input:
    return Input(name, ("batch", length), "tokens")


def mask(name: str = "attention_mask", length: str = "sequence") -> Input:
    return Input(name, ("batch", length), "mask")


HIDDEN = ("last_hidden_state",)
LOGITS = ("logits",)
TEXT = (ids("input_ids"), mask())
SEGMENTS = Input("token_type_ids", ("batch", "sequence"), "tokens", 2)
ENCODER = {
    "vocab_size": 99,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 64,
}
DECODER = {**ENCODER, "use_cache": False, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
FOUR_STAGES = {"depths": (1, 1, 1, 1), "dims": (8, 16, 24, 32)}


def encoder(name: str, of: str, inputs: tuple = TEXT, outputs: tuple = HIDDEN, **settings) -> Architecture:
    return Architecture(name, "transformers", of, {**ENCODER, **settings}, inputs, outputs)


def decoder(name: str, of: str, **settings) -> Architecture:
    return Architecture(name, "transformers", of, {**DECODER, **settings}, TEXT, LOGITS)


TORCHVISION = (
    built("resnet", "torchvision", 64),
    built("resnext", "torchvision", 64),
    built("densenet", "torchvision", 64),
    built("googlenet", "torchvision", 64),
    built("squeezenet", "torchvision", 64),
    built("mobilenet_v2", "torchvision", 64),
    built("mobilenet_v3", "torchvision", 64),
    built("mnasnet", "torchvision", 64),
    built("shufflenet_v2", "torchvision", 64),
    built("efficientnet", "torchvision", 64),
    built("regnet", "torchvision", 64),
    built("convnext", "torchvision", 64),
    built("vit", "torchvision", 32),
    built("swin", "torchvision", 32),
    built("swin_v2", "torchvision", 32),
    built("maxvit", "torchvision", 64),
    Architecture("lraspp", "torchvision", "lraspp", {}, (Input("x", ("batch", 3, "height", "width")),), ("out",)),
    Architecture("fcn", "torchvision", "fcn", {}, (Input("x", ("batch", 3, "height", "width")),), ("out",)),
    Architecture("r3d", "torchvision", "r3d", {}, (Input("x", ("batch", 3, 4, 32, 32)),)),
)

TIMM = (
    timm("deit_tiny_distilled_patch16_224", 32, img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=4),
    built("beit", "timm", 32),
    timm("eva02_tiny_patch14_224", 56, img_size=56, embed_dim=32, depth=2, num_heads=4),
    built("mixer", "timm", 32),
    built("gmlp", "timm", 32),
    built("caformer", "timm", 64),
    timm("convnextv2_atto", 64, **FOUR_STAGES),
    timm("swinv2_tiny_window8_256", 64, img_size=64, embed_dim=16, depths=(2, 2), num_heads=(2, 4), window_size=4),
    timm("mobilenetv4_conv_small_035", 64),
    timm("ghostnet_050", 64),
    timm("nf_regnet_b0", 64),
    timm("mobileone_s0", 64),
    timm("edgenext_xx_small", 64),
    timm("mobilevit_xxs", 64),
    timm("levit_128s", 64, img_size=64, embed_dim=(32, 48, 64), key_dim=8, num_heads=(2, 3, 4), depth=(1, 1, 1)),
    timm("pvt_v2_b0", 64, depths=(1, 1, 1, 1), embed_dims=(8, 16, 24, 32), num_heads=(1, 2, 3, 4)),
    timm("cait_xxs24_224", 32, img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=4),
    timm("xcit_nano_12_p16_224", 64, img_size=64, embed_dim=32, depth=2, num_heads=4),
    built("volo", "timm", 64),
    timm("fastvit_t8", 64),
    timm("davit_tiny", 64, depths=(1, 1, 1, 1), embed_dims=(8, 16, 24, 32), num_heads=(1, 2, 3, 4)),
    timm("tiny_vit_5m_224", 64, embed_dims=(8, 16, 24, 32), depths=(1, 1, 1, 1), num_heads=(1, 2, 3, 4)),
    built("focalnet", "timm", 64),
)

CLIP_PART = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "projection_dim": 16}
CLIP = {
    "text_config": {**CLIP_PART, "vocab_size": 99, "max_position_embeddings": 64, "eos_token_id": 98},
    "vision_config": {**CLIP_PART, "image_size": 32, "patch_size": 8},
    "projection_dim": 16,
}
CLIP_INPUTS = (
    Input("input_ids", ("texts", "sequence"), "tokens"),
    Input("pixel_values", ("batch", 3, 32, 32)),
    Input("attention_mask", ("texts", "sequence"), "mask"),
)
# Its fused attention, which torch takes by default, has a shape that torch's own decomposition (dynamo) does not take.
T5 = {
    "vocab_size": 99,
    "d_model": 32,
    "d_kv": 8,
    "d_ff": 64,
    "num_layers": 2,
    "num_heads": 4,
    "use_cache": False,
    "attn_implementation": "eager",
}
PAIR = {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 4}
BART = {**PAIR, "vocab_size": 99, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 64, "use_cache": False}
WHISPER = {
    **PAIR,
    "vocab_size": 99,
    "num_mel_bins": 16,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "max_source_positions": 20,
    "max_target_positions": 32,
    "use_cache": False,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 1,
}
TRANSLATION = (*TEXT, ids("decoder_input_ids", "target"))
WAV2VEC2 = {
    **ENCODER,
    "conv_dim": (16, 16, 16),
    "conv_stride": (5, 2, 2),
    "conv_kernel": (10, 3, 3),
    "num_feat_extract_layers": 3,
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 4,
}
DINO = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "mlp_ratio": 2, "image_size": 32, "patch_size": 8}
SEGFORMER = {
    "depths": [1, 1, 1, 1],
    "hidden_sizes": [8, 16, 24, 32],
    "num_attention_heads": [1, 2, 3, 4],
    "decoder_hidden_size": 16,
    "num_labels": 5,
}
SPATIAL = (Input("pixel_values", ("batch", 3, "height", "width")),)

TRANSFORMERS = (
    encoder("bert", "BertModel", (*TEXT, SEGMENTS), ("last_hidden_state", "pooler_output")),
    encoder("roberta", "RobertaModel"),
    Architecture(
        "distilbert",
        "transformers",
        "DistilBertModel",
        {"vocab_size": 99, "dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "max_position_embeddings": 64},
        TEXT,
        HIDDEN,
    ),
    encoder("albert", "AlbertModel", embedding_size=16),
    encoder("mpnet", "MPNetModel"),
    encoder(
        "deberta_v2",
        "DebertaV2Model",
        relative_attention=True,
        position_biased_input=False,
        pos_att_type=["p2c", "c2p"],
        share_att_key=True,
        position_buckets=8,
        norm_rel_ebd="layer_norm",
    ),
    encoder("layoutlm", "LayoutLMModel", (ids("input_ids"), Input("bbox", ("batch", "sequence", 4), "boxes"), mask(), SEGMENTS)),
    Architecture(
        "gpt2",
        "transformers",
        "GPT2LMHeadModel",
        {"vocab_size": 99, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, "use_cache": False},
        TEXT,
        LOGITS,
    ),
    Architecture(
        "gpt_neo",
        "transformers",
        "GPTNeoForCausalLM",
        {
            "vocab_size": 99,
            "hidden_size": 32,
            "num_layers": 2,
            "num_heads": 4,
            "attention_types": [[["global", "local"], 1]],
            "window_size": 4,
            "max_position_embeddings": 64,
            "use_cache": False,
        },
        TEXT,
        LOGITS,
    ),
    decoder("gpt_neox", "GPTNeoXForCausalLM"),
    decoder("opt", "OPTForCausalLM", ffn_dim=64, word_embed_proj_dim=32),
    Architecture(
        "bloom",
        "transformers",
        "BloomForCausalLM",
        {"vocab_size": 99, "hidden_size": 32, "n_layer": 2, "n_head": 4, "use_cache": False},
        TEXT,
        LOGITS,
    ),
    decoder("llama", "LlamaForCausalLM", num_key_value_heads=2),
    decoder("mistral", "MistralForCausalLM", num_key_value_heads=2, sliding_window=4),
    decoder("qwen2", "Qwen2ForCausalLM", num_key_value_heads=2),
    decoder("gemma2", "Gemma2ForCausalLM", num_key_value_heads=2, head_dim=8, sliding_window=4, query_pre_attn_scalar=8),
    decoder("phi", "PhiForCausalLM"),
    Architecture("t5", "transformers", "T5ForConditionalGeneration", T5, TRANSLATION, LOGITS),
    Architecture("bart", "transformers", "BartModel", BART, TRANSLATION, HIDDEN),
    Architecture("clip", "transformers", "CLIPModel", CLIP, CLIP_INPUTS, ("logits_per_image", "text_embeds", "image_embeds")),
    Architecture(
        "whisper",
        "transformers",
        "WhisperModel",
        WHISPER,
        (Input("input_features", ("batch", 16, 40), "noise"), ids("decoder_input_ids", "target"), mask("decoder_attention_mask", "target")),
        HIDDEN,
    ),
    Architecture("wav2vec2", "transformers", "Wav2Vec2Model", WAV2VEC2, (Input("input_values", ("batch", "samples"), "noise"),), HIDDEN),
    Architecture("dinov2", "transformers", "Dinov2Model", DINO, (Input("pixel_values", ("batch", 3, 32, 32)),), HIDDEN),
    Architecture("segformer", "transformers", "SegformerForSemanticSegmentation", SEGFORMER, SPATIAL, LOGITS),
)

ARCHITECTURES = {each.name: each for each in (*TORCHVISION, *TIMM, *TRANSFORMERS)}
# Small ones of different kinds, for every day.
HANDFUL = ("resnet", "vit", "swin", "bert", "gpt2", "t5", "llama", "clip")


def concrete(each: Input, sizes: dict[str, int]) -> tuple[int, ...]:
    return tuple(sizes.get(entry, entry) for entry in each.shape)


def symbols(each: Input) -> dict[int, str]:
    """By axis."""
    return {axis: entry for axis, entry in enumerate(each.shape) if isinstance(entry, str)}
