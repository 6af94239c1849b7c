"""Words to Kokoro's phonemes: Chinese, English, one in the other."""

import pytest

from assistant.speech.synthesisers.phonemes import Phonemes

ASKED: list[str] = []


def fallback(word: str) -> str:
    ASKED.append(word)
    return "lˈuːluːlˌɛmən" if word == "lululemon" else "wˈɜːd"


@pytest.fixture(scope="module")
def phonemes() -> Phonemes:
    return Phonemes(fallback)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("有货。", "jou↓ xwo↘."),
        ("谢谢！", "ɕje↘ɕje!"),
        ("两只", "lja↓ŋꭧɨ→"),
        ("U S B", "jˌuˌɛsbˈi"),
        ("X L", "ˌɛksˈɛl"),
        ("A", "ˈA"),
        ("the orange", "ði ˈɔɹᵊnʤ"),
        ("the cable", "ðə kˈAbᵊl"),
        ("boxes", "bˈɑksᵻz"),
        ("leggings", "lˈɛɡɪŋz"),
        ("tried", "tɹˈId"),
        ("batteries", "bˈæTəɹiz"),
        ("iPhone", "ˈIfˌOn"),
        ("WiFi", "wˈIfˌI"),
        ("I like it", "ˌI lˈIk ɪt"),
        ("don't", "dˈOnt"),
        ("", ""),
        ("！", "!"),
    ],
)
def test_words(phonemes: Phonemes, words: str, expected: str) -> None:
    assert phonemes.of(words) == expected


def test_latin_words_are_spoken_inside_chinese(phonemes: Phonemes) -> None:
    said = phonemes.of("支持U S B充电，Nike也有。")
    assert "jˌuˌɛsbˈi" in said
    assert "nˈIki" in said
    assert said.endswith("jou↓.")


def test_chinese_is_spoken_inside_english(phonemes: Phonemes) -> None:
    said = phonemes.of("We have 羽绒服 in stock.")
    assert said.startswith("wi hæv y↓ɻʊ↗ŋfu↗ ɪn")


def test_an_unknown_word_is_asked_of_the_fallback_once(phonemes: Phonemes) -> None:
    ASKED.clear()
    assert phonemes.of("Lululemon") == "lˈululˌɛmən"
    assert phonemes.of("Lululemon") == "lˈululˌɛmən"
    assert ASKED == ["lululemon"]
