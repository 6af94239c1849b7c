"""The canonical keys."""

import pytest

from catalog_loader.keys import ATTRIBUTE_KEYS, CLAUSE_KEYS

ALL = [*ATTRIBUTE_KEYS.values(), *CLAUSE_KEYS.values()]


@pytest.mark.parametrize("key", ALL, ids=lambda key: key.key)
def test_every_key_has_labels_and_words(key):
    assert key.key.isidentifier()
    assert key.label("zh") == key.zh
    assert key.label("fr") == key.en
    assert all(key.label(language) for language in ("id", "ms", "vi", "th"))
    assert key.en.isascii()
    assert key.words[:2] == (key.zh, key.en)
    assert len(set(key.words)) == len(key.words) or key.zh == key.en
    assert all(word == word.strip() and word for word in key.words)


@pytest.mark.parametrize("table", [ATTRIBUTE_KEYS, CLAUSE_KEYS], ids=["attributes", "clauses"])
def test_no_label_means_two_keys(table):
    for language in ("zh", "en"):
        labels = [key.label(language) for key in table.values()]
        assert len(set(labels)) == len(labels)


def test_no_word_means_two_attributes():
    owners: dict[str, str] = {}
    for key in ATTRIBUTE_KEYS.values():
        for word in set(key.words):
            assert owners.setdefault(word.lower(), key.key) == key.key, word


@pytest.mark.parametrize(
    "key",
    [
        "material", "filling", "origin", "capacity", "net_weight", "power", "voltage",
        "dimensions", "weight", "shelf_life", "production_batch", "ingredients", "suitable_for",
        "not_suitable_for", "usage", "washing", "storage", "package_contents", "certificate",
        "age_range", "warranty", "colour_fastness",
    ],
)  # fmt: skip
def test_what_shops_commonly_publish_has_a_key(key):
    assert key in ATTRIBUTE_KEYS
