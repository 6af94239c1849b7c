"""Reading CTranslate2's format, and the names its weights get elsewhere."""

import struct
from pathlib import Path

import numpy as np
import pytest

from assistant.models import ModelError
from assistant.models.ct2_whisper import read_ct2
from assistant.models.whisper_layouts import dims, openai_weights, transformers_weights
from assistant.settings import Settings

WIDTH, HIDDEN, VOCABULARY = 4, 8, 11


def _string(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("<H", len(data)) + data


def _written(
    variables: dict[str, np.ndarray], aliases: dict[str, str], specification: str = "WhisperSpec"
) -> bytes:
    kinds = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}
    data = struct.pack("<I", 6) + _string(specification) + struct.pack("<II", 3, len(variables))
    for name, values in variables.items():
        data += _string(name) + struct.pack("<B", values.ndim)
        data += struct.pack(f"<{values.ndim}I", *values.shape)
        data += struct.pack("<BI", kinds[values.dtype.name], values.nbytes) + values.tobytes()
    data += struct.pack("<I", len(aliases))
    return data + b"".join(_string(alias) + _string(name) for alias, name in aliases.items())


def _tiny() -> dict[str, np.ndarray]:
    """A Whisper of one layer on each side, every number in it another."""
    count = iter(range(1, 1_000_000))

    def some(*shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        return np.array([next(count) for _ in range(size)], np.float16).reshape(shape)

    held = {
        "encoder/num_heads": np.array(2, np.int16),
        "decoder/num_heads": np.array(2, np.int16),
        "encoder/conv1/weight": some(WIDTH, 3, 3),
        "encoder/conv1/bias": some(WIDTH),
        "encoder/conv2/weight": some(WIDTH, WIDTH, 3),
        "encoder/conv2/bias": some(WIDTH),
        "encoder/position_encodings/encodings": some(5, WIDTH),
        "decoder/position_encodings/encodings": some(6, WIDTH),
        "decoder/embeddings/weight": some(VOCABULARY, WIDTH),
    }
    for half in ("encoder", "decoder"):
        layer = f"{half}/layer_0"
        shapes = {
            "self_attention/linear_0": (3 * WIDTH, WIDTH),
            "self_attention/linear_1": (WIDTH, WIDTH),
            "ffn/linear_0": (HIDDEN, WIDTH),
            "ffn/linear_1": (WIDTH, HIDDEN),
        }
        norms = [f"{half}/layer_norm", f"{layer}/self_attention/layer_norm"]
        norms.append(f"{layer}/ffn/layer_norm")
        if half == "decoder":
            norms.append(f"{layer}/attention/layer_norm")
            shapes["attention/linear_0"] = (WIDTH, WIDTH)
            shapes["attention/linear_1"] = (2 * WIDTH, WIDTH)
            shapes["attention/linear_2"] = (WIDTH, WIDTH)
        for name, shape in shapes.items():
            held[f"{layer}/{name}/weight"] = some(*shape)
            held[f"{layer}/{name}/bias"] = some(shape[0])
        for norm in norms:
            held[f"{norm}/gamma"], held[f"{norm}/beta"] = some(WIDTH), some(WIDTH)
    return held


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(_written(_tiny(), {"decoder/projection/weight": "decoder/embeddings/weight"}))
    return path


def test_what_was_written_is_read(tiny: Path) -> None:
    model = read_ct2(tiny)
    assert (model.specification, model.revision) == ("WhisperSpec", 3)
    for name, values in _tiny().items():
        assert model.variables[name].dtype == values.dtype
        assert np.array_equal(model.variables[name], values)
    assert (
        model.variables["decoder/projection/weight"]
        is (model.variables["decoder/embeddings/weight"])
    )


def test_the_sizes_are_read_off_the_weights(tiny: Path) -> None:
    sizes = dims(read_ct2(tiny))
    assert (sizes.n_mels, sizes.n_audio_ctx, sizes.n_audio_state) == (3, 5, WIDTH)
    assert (sizes.n_vocab, sizes.n_text_ctx, sizes.n_text_layer) == (VOCABULARY, 6, 1)
    assert (sizes.n_audio_head, sizes.n_audio_layer) == (2, 1)


def test_every_weight_gets_a_name_in_both_layouts(tiny: Path) -> None:
    model = read_ct2(tiny)
    theirs, openais = transformers_weights(model), openai_weights(model)
    # The projection is the embedding once more, and only transformers names it.
    assert len(theirs) == len(openais) + 1
    held = _tiny()
    fused = held["decoder/layer_0/attention/linear_1/weight"]
    bias = held["decoder/layer_0/attention/linear_1/bias"]
    for weights, layer, names in (
        (theirs, "model.decoder.layers.0.encoder_attn", ("k_proj", "v_proj")),
        (openais, "decoder.blocks.0.cross_attn", ("key", "value")),
    ):
        key, value = names
        assert np.array_equal(weights[f"{layer}.{key}.weight"], fused[:WIDTH])
        assert np.array_equal(weights[f"{layer}.{value}.weight"], fused[WIDTH:])
        assert np.array_equal(weights[f"{layer}.{value}.bias"], bias[WIDTH:])
        assert f"{layer}.{key}.bias" not in weights
        assert all(values.dtype == np.float32 for values in weights.values())
    # Nothing is lost but the flags, the alias and the key biases.
    numbers = {value for values in openais.values() for value in values.ravel().tolist()}
    lost = set(bias[:WIDTH].tolist())
    for half in ("encoder", "decoder"):
        both = held[f"{half}/layer_0/self_attention/linear_0/bias"]
        lost |= set(both[WIDTH : 2 * WIDTH].tolist())
    every = {value for values in held.values() if values.ndim for value in values.ravel().tolist()}
    assert numbers == every - lost


@pytest.mark.parametrize(
    "data", [b"", b"\x06", b"GGUF" + bytes(40), struct.pack("<I", 6) + b"\xff"]
)
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin (is not|cannot be read as) a CTranslate2"):
        read_ct2(path)


def test_a_file_cut_short_is_refused(tiny: Path) -> None:
    tiny.write_bytes(tiny.read_bytes()[:-200])
    with pytest.raises(ModelError, match="cannot be read"):
        read_ct2(tiny)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_ct2(tmp_path / "model.bin")


def test_another_model_is_no_whisper(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(_written({}, {}, "TransformerSpec"))
    with pytest.raises(ModelError, match="this is a TransformerSpec, not a Whisper"):
        dims(read_ct2(path))


def test_the_embedded_whisper_is_a_base() -> None:
    path = Settings().models_dir / "whisper-base" / "model.bin"
    if not path.is_file():
        pytest.skip("the model files are not assembled; run: make setup")
    sizes = dims(read_ct2(path))
    assert (sizes.n_mels, sizes.n_audio_state, sizes.n_audio_layer, sizes.n_vocab) == (
        80,
        512,
        6,
        51865,
    )
