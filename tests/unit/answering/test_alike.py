"""The kind of a question by the example questions most like it, by words and by given vectors."""

import numpy as np
import pytest

from assistant.answering.understand.alike import LANGUAGES, Alike, Example, examples
from assistant.answering.understand.kinds import Kind

KNOWN = (
    Example("什么时候发货", Kind.SHIPPING_TIME, "zh"),
    Example("今天能发货吗", Kind.SHIPPING_TIME, "zh"),
    Example("多久能发出来", Kind.SHIPPING_TIME, "zh"),
    Example("可以退货吗", Kind.RETURNS, "zh"),
    Example("不喜欢能退吗", Kind.RETURNS, "zh"),
    Example("退货怎么弄", Kind.RETURNS, "zh"),
    Example("can i send it back", Kind.RETURNS, "en"),
    Example("when do you ship", Kind.SHIPPING_TIME, "en"),
)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("几时发货呀", Kind.SHIPPING_TIME),
        ("不合适可以退货不", Kind.RETURNS),
        ("shenme shihou fahuo", Kind.SHIPPING_TIME),
        ("keyi tuihuo ma", Kind.RETURNS),
        ("可以腿货吗", Kind.RETURNS),  # a homophone
        ("can we send back", Kind.RETURNS),
    ],
)
def test_words_find_the_kind(asked: str, kind: Kind) -> None:
    assert Alike(KNOWN).most_like(asked).kind is kind


def test_what_shares_nothing_is_near_nothing() -> None:
    assert Alike(KNOWN).most_like("zzz qqq").nearest < 0.2


def test_a_split_vote_has_a_small_share() -> None:
    alike = Alike(KNOWN)
    both = alike.most_like("可以发货吗可以退货吗")
    assert both.share < alike.most_like("可以退货吗").share
    assert set(both.others) >= {Kind.RETURNS, Kind.SHIPPING_TIME}


def test_an_example_itself_is_its_own_nearest() -> None:
    for example in KNOWN:
        found = Alike(KNOWN).most_like(example.text)
        assert (found.kind, round(found.nearest, 4)) == (example.kind, 1.0)


def test_vectors_find_what_no_word_does() -> None:
    directions = np.eye(len(KNOWN), dtype=np.float32)
    alike = Alike(KNOWN, directions)
    assert alike.most_like("qqq", directions[4]).kind is Kind.RETURNS
    assert alike.most_like("qqq", directions[7]).kind is Kind.SHIPPING_TIME


def test_every_language_has_examples_of_nearly_every_kind() -> None:
    missing = {
        (language, kind.value)
        for language in LANGUAGES
        for kind in Kind
        if kind is not Kind.UNCLEAR
        and not any(e.language == language and e.kind is kind for e in examples())
    }
    assert missing == set()


def test_no_example_is_given_for_two_kinds() -> None:
    kinds: dict[str, set[Kind]] = {}
    for example in examples():
        kinds.setdefault(example.text, set()).add(example.kind)
    assert {text: found for text, found in kinds.items() if len(found) > 1} == {}
