"""Decisions against labels, by cases small enough to count by hand."""

import pytest

from assistant.answering.understand.kinds import Kind
from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.events import Label
from assistant.gateways.replay.measure import Decided, Share, labels, measure

PRICE = Label(kind=Kind.PRICE, product="air-fryer", group="price")
SHIP = Label(kind=Kind.SHIPPING_TIME, group="ship")
NOISE = Label(noise="digits")

TRUTH = {"a": PRICE, "b": PRICE, "c": PRICE, "d": SHIP, "e": SHIP, "x": NOISE, "y": NOISE}


def test_all_right_is_all_right() -> None:
    decided = [Decided(id_, bool(label.kind), label.group) for id_, label in TRUTH.items()]
    measured = measure(TRUTH, decided)
    assert measured.finding_precision == measured.finding_recall == Share(5, 5)
    assert measured.merging_precision == measured.merging_recall == Share(4, 4)
    assert not measured.taken
    assert not measured.missed


def test_each_mistake_is_counted_where_it_was_made() -> None:
    measured = measure(
        TRUTH,
        [
            Decided("a", True, "1"),
            Decided("b", True, "1"),
            Decided("c", False),  # missed: two pairs of the price with it
            Decided("d", True, "1"),  # put with the price
            Decided("x", True, "1"),  # noise among them
            Decided("y", False),
        ],  # and e was never decided on
    )
    assert measured.finding_precision == Share(3, 4)
    assert measured.finding_recall == Share(3, 5)
    assert measured.merging_precision == Share(1, 6)
    assert measured.merging_recall == Share(1, 4)
    assert measured.taken == {"digits": 1}
    assert measured.missed == {"price": 1, "shipping_time": 1}


def test_everything_apart_is_precise_and_recalls_nothing() -> None:
    measured = measure(TRUTH, [Decided(id_, True, id_) for id_ in "abcde"])
    assert measured.merging_precision.value == 1
    assert measured.merging_recall == Share(0, 4)


def test_questions_without_a_group_are_apart() -> None:
    measured = measure(TRUTH, [Decided("a", True), Decided("b", True), Decided("c", True, "a")])
    assert measured.finding_recall == Share(3, 5)
    assert measured.merging_precision == Share(0, 0)


def test_nothing_decided_is_nothing_wrong_and_nothing_found() -> None:
    measured = measure(TRUTH, [])
    assert measured.finding_precision.value == 1
    assert measured.finding_recall.value == 0


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(ValueError, match="no label"):
        measure(TRUTH, [Decided("z", False)])
    with pytest.raises(ValueError, match="twice"):
        measure(TRUTH, [Decided("a", False), Decided("a", True, "1")])


def test_the_demo_shows_labels_measure_the_demo_show() -> None:
    truth = labels(demo_show())
    one_group = measure(truth, (Decided(id_, True, "all") for id_ in truth))
    assert one_group.finding_recall.value == one_group.merging_recall.value == 1
    assert one_group.finding_precision.value < 0.7
    assert one_group.merging_precision.value < 0.1
