"""How heard text is scored against what was said."""

import pytest

from assistant.speech.evaluate.scoring import Errors, errors, fold, recalled


@pytest.mark.parametrize(
    ("said", "heard", "language"),
    [
        ("换一首#1歌#4。", "换一首歌", "zh"),
        ("這件羽絨服多少錢？", "这件羽绒服 多少钱", "zh"),
        ("一百二十斤穿什么码", "120斤穿什么码", "zh"),
        ("有ＸＬ码吗", "有xl 码吗？", "zh"),
        ("HE HOPED", "he hoped.", "en"),
        ("Don't you?", "dont you", "en"),
        ("ราคาเท่าไหร่ คะ", "ราคาเท่าไหร่คะ", "th"),
    ],
)
def test_what_is_said_alike_is_no_error(said: str, heard: str, language: str) -> None:
    assert errors(said, heard, language).edits == 0


def test_chinese_is_counted_by_character_and_english_by_word() -> None:
    assert errors("有大码吗", "有打码吗", "zh") == Errors(1, 4)
    assert errors("how much is it", "how much it is", "en") == Errors(2, 4)


def test_a_thai_vowel_counts() -> None:
    assert errors("กี่", "กา", "th").edits == 2
    assert fold("กี่", "th") == "กี่"


def test_text_made_up_counts_above_one() -> None:
    assert errors("好", "谢谢大家观看", "zh").rate == 6
    assert Errors.over([Errors(1, 4), Errors(0, 6)]).rate == pytest.approx(0.1)
    assert Errors().rate is None


def test_words_are_recalled_however_they_are_written() -> None:
    assert recalled(["羽绒服", "大码"], "這件羽絨服有打码吗", "zh") == ("羽绒服",)
    assert recalled(["hair dryer"], "Is the hairdryer loud?", "en") == ("hair dryer",)
