"""CTranslate2's Whisper weights under the names two PyTorch runtimes give them.

One set of weights then serves three runtimes, and none of them needs a model hub. CTranslate2 keeps
query, key and value of self-attention in one matrix, key and value of cross-attention in another,
and a key bias of zeros that the others do not have.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.models.ct2_whisper import CTranslate2Model, Weights
from assistant.models.store import ModelError

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class WhisperDims:
    """A Whisper's sizes, under the names of openai-whisper's `ModelDimensions`."""

    n_mels: int
    n_audio_ctx: int
    n_audio_state: int
    n_audio_head: int
    n_audio_layer: int
    n_vocab: int
    n_text_ctx: int
    n_text_state: int
    n_text_head: int
    n_text_layer: int


@dataclass(frozen=True, slots=True)
class _Names:
    """How one runtime calls the parts of a model."""

    root: str
    layers: str
    positions: str
    tokens: str
    self_attention: str
    self_norm: str
    cross_attention: str
    cross_norm: str
    query: str
    key: str
    value: str
    out: str
    grow: str
    shrink: str
    feed_norm: str
    encoder_norm: str
    decoder_norm: str


_TRANSFORMERS = _Names(
    root="model.",
    layers="layers",
    positions="embed_positions.weight",
    tokens="embed_tokens.weight",
    self_attention="self_attn",
    self_norm="self_attn_layer_norm",
    cross_attention="encoder_attn",
    cross_norm="encoder_attn_layer_norm",
    query="q_proj",
    key="k_proj",
    value="v_proj",
    out="out_proj",
    grow="fc1",
    shrink="fc2",
    feed_norm="final_layer_norm",
    encoder_norm="layer_norm",
    decoder_norm="layer_norm",
)

_OPENAI = _Names(
    root="",
    layers="blocks",
    positions="positional_embedding",
    tokens="token_embedding.weight",
    self_attention="attn",
    self_norm="attn_ln",
    cross_attention="cross_attn",
    cross_norm="cross_attn_ln",
    query="query",
    key="key",
    value="value",
    out="out",
    grow="mlp.0",
    shrink="mlp.2",
    feed_norm="mlp_ln",
    encoder_norm="ln_post",
    decoder_norm="ln",
)


def dims(model: CTranslate2Model) -> WhisperDims:
    """The sizes of `model`, read off its variables. Raises ModelError where it is no Whisper."""
    if model.specification != "WhisperSpec":
        raise ModelError(f"this is a {model.specification}, not a Whisper; convert a Whisper model")
    held = model.variables
    n_audio_ctx, n_audio_state = held["encoder/position_encodings/encodings"].shape
    n_text_ctx, n_text_state = held["decoder/position_encodings/encodings"].shape
    return WhisperDims(
        n_mels=held["encoder/conv1/weight"].shape[1],
        n_audio_ctx=n_audio_ctx,
        n_audio_state=n_audio_state,
        n_audio_head=int(held["encoder/num_heads"]),
        n_audio_layer=_layers(held, "encoder"),
        n_vocab=held["decoder/embeddings/weight"].shape[0],
        n_text_ctx=n_text_ctx,
        n_text_state=n_text_state,
        n_text_head=int(held["decoder/num_heads"]),
        n_text_layer=_layers(held, "decoder"),
    )


def transformers_weights(model: CTranslate2Model) -> Weights:
    """The state of a `transformers` `WhisperForConditionalGeneration`, float32."""
    weights = _rename(model, _TRANSFORMERS)
    return weights | {"proj_out.weight": weights["model.decoder.embed_tokens.weight"]}


def openai_weights(model: CTranslate2Model) -> Weights:
    """The state of an openai-whisper `Whisper`, float32."""
    return _rename(model, _OPENAI)


def _layers(held: Weights, half: str) -> int:
    numbers = {name.split("/")[1] for name in held if name.startswith(f"{half}/layer_")}
    return len(numbers - {"layer_norm"})


def _rename(model: CTranslate2Model, names: _Names) -> Weights:
    held, sizes = model.variables, dims(model)
    pairs: list[tuple[str, Array]] = []
    for half, layers, norm in (
        ("encoder", sizes.n_audio_layer, names.encoder_norm),
        ("decoder", sizes.n_text_layer, names.decoder_norm),
    ):
        pairs += _plain(held, f"{half}/layer_norm", norm, half)
        pairs.append((f"{half}.{names.positions}", held[f"{half}/position_encodings/encodings"]))
        for number in range(layers):
            layer = f"{half}.{names.layers}.{number}"
            pairs += _layer(held, f"{half}/layer_{number}", layer, names, cross=half == "decoder")
    for conv in ("conv1", "conv2"):
        pairs += _plain(held, f"encoder/{conv}", conv, "encoder")
    pairs.append((f"decoder.{names.tokens}", held["decoder/embeddings/weight"]))
    return {f"{names.root}{name}": values.astype(np.float32) for name, values in pairs}


def _plain(held: Weights, source: str, name: str, under: str) -> Iterator[tuple[str, Array]]:
    """A linear layer, convolution or normalisation as it stands."""
    for here, there in (
        ("weight", "weight"),
        ("bias", "bias"),
        ("gamma", "weight"),
        ("beta", "bias"),
    ):
        if f"{source}/{here}" in held:
            yield f"{under}.{name}.{there}", held[f"{source}/{here}"]


def _split(
    held: Weights, source: str, under: str, parts: tuple[str, ...], key: str
) -> Iterator[tuple[str, Array]]:
    """Matrices that CTranslate2 keeps one over the other, each under its own name."""
    weights = np.split(held[f"{source}/weight"], len(parts))
    biases = np.split(held[f"{source}/bias"], len(parts))
    for part, weight, bias in zip(parts, weights, biases, strict=True):
        yield f"{under}.{part}.weight", weight
        if part != key:
            yield f"{under}.{part}.bias", bias


def _layer(
    held: Weights, source: str, layer: str, names: _Names, *, cross: bool
) -> Iterator[tuple[str, Array]]:
    own, other = f"{layer}.{names.self_attention}", f"{layer}.{names.cross_attention}"
    three = (names.query, names.key, names.value)
    yield from _plain(held, f"{source}/self_attention/layer_norm", names.self_norm, layer)
    yield from _split(held, f"{source}/self_attention/linear_0", own, three, names.key)
    yield from _plain(held, f"{source}/self_attention/linear_1", names.out, own)
    if cross:
        yield from _plain(held, f"{source}/attention/layer_norm", names.cross_norm, layer)
        yield from _plain(held, f"{source}/attention/linear_0", names.query, other)
        yield from _split(held, f"{source}/attention/linear_1", other, three[1:], names.key)
        yield from _plain(held, f"{source}/attention/linear_2", names.out, other)
    yield from _plain(held, f"{source}/ffn/layer_norm", names.feed_norm, layer)
    yield from _plain(held, f"{source}/ffn/linear_0", names.grow, layer)
    yield from _plain(held, f"{source}/ffn/linear_1", names.shrink, layer)
