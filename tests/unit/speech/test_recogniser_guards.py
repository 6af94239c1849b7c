"""What may be believed of a transcript."""

import pytest

from assistant.speech.recognisers.engine import Hypothesis
from assistant.speech.recognisers.guards import compression_ratio, echoes, holds, is_silence, loops


@pytest.mark.parametrize(
    "text",
    [
        "公共公共公共公共公共",
        "谢谢谢谢谢谢谢谢谢谢",
        "这个多少钱这个多少钱这个多少钱这个多少钱这个多少钱",
        "thank you thank you thank you thank you thank you ",
        "啊" * 40,
    ],
)
def test_a_loop_is_seen(text: str) -> None:
    assert loops(text)
    assert not holds(Hypothesis(text, -0.1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "多少钱",
        "好的好的",
        "哈哈哈哈",
        "电话是13800000000",
        "有没有大码有没有小码",
        "After early nightfall, the yellow lamps would light up here and there.",
    ],
)
def test_speech_is_no_loop(text: str) -> None:
    assert not loops(text)
    assert holds(Hypothesis(text, -0.5))


def test_text_the_model_doubts_does_not_hold() -> None:
    assert not holds(Hypothesis("多少钱", -1.2))


@pytest.mark.parametrize(
    ("heard", "silent"),
    [
        (Hypothesis("", -0.2), True),
        (Hypothesis(" ...，", -0.2), True),
        (Hypothesis("多少钱", -1.4, no_speech=0.9), True),
        (Hypothesis("多少钱", -0.3, no_speech=0.9), False),
        (Hypothesis("多少钱", -1.4, no_speech=0.1), False),
        (Hypothesis("谢谢观看", -0.9, no_speech=0.3), True),
        (Hypothesis(" Thank you.", -1.27, no_speech=0.3), True),
        (Hypothesis(" Thank you.", -0.2, no_speech=0.0), False),
        (Hypothesis("字幕由Amara.org社区提供", -0.1), True),
        (Hypothesis("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", -0.1), True),
    ],
)
def test_silence_is_known(heard: Hypothesis, silent: bool) -> None:
    assert is_silence(heard) is silent


def test_compression_grows_with_repetition() -> None:
    assert compression_ratio("") == 0
    assert compression_ratio("一二三四五六七") < compression_ratio("一二三四五六七" * 10)


@pytest.mark.parametrize(
    ("text", "logprob", "echo"),
    [
        ("尺码，大码，面料。", -0.9, True),
        ("尺码，大码，面料。", -0.3, False),
        ("有大码吗", -0.9, False),
        ("大码", -0.9, False),
        ("", -0.9, False),
    ],
)
def test_words_of_the_prompt_over_noise_are_an_echo(text: str, logprob: float, echo: bool) -> None:
    assert echoes(Hypothesis(text, logprob), "尺码，大码，面料，包邮。") is echo
