"""The show that comes with Xiaoer: lively, labelled, and true to the shop where it says so."""

import re
from collections import Counter
from itertools import islice, pairwise

import cn2an
import pytest

from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.demo.bank import read_bank
from assistant.gateways.replay.demo.flood import flood
from assistant.gateways.replay.demo.script import read_script
from assistant.gateways.replay.events import Comment, Product
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load
from catalog_loader.product import Catalog

HAN = re.compile(r"[\u4e00-\u9fff]")
MONEY = re.compile(r"([一二三四五六七八九十百零]+)(?:元|块(?!多)([一二三四五六七八九])?)")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(demo_catalog_path()).catalog


@pytest.fixture(scope="module")
def comments() -> list[Comment]:
    return [event for event in demo_show() if isinstance(event, Comment)]


def questions(comments: list[Comment]) -> list[Comment]:
    return [comment for comment in comments if comment.label and comment.label.kind]


def test_it_lasts_ten_minutes_in_order() -> None:
    events = demo_show()
    assert all(one.at <= two.at for one, two in pairwise(events))
    assert 590 < events[-1].at <= 600


def test_the_same_seed_draws_the_same_show_and_another_another() -> None:
    again = demo_show.__wrapped__()
    assert again == demo_show()
    assert demo_show(7) != again


def test_the_product_on_air_changes_twelve_times_over_six_products_or_more() -> None:
    shown = [event.link for event in demo_show() if isinstance(event, Product)]
    assert sum(one != two for one, two in pairwise(shown)) >= 12
    assert len(set(shown)) >= 6


def test_the_products_are_the_shops_by_the_names_it_gives_them(catalog: Catalog) -> None:
    products = {product.handle: product for product in catalog.products}
    for goods in read_bank().goods.values():
        product = products[goods.handle]
        assert set(goods.names) <= {*product.aliases, product.title}
        options = {value for variant in product.variants for value in variant.options.values()}
        assert set(goods.colours) <= options


def test_every_price_said_is_the_shops_but_where_the_line_is_labelled(catalog: Catalog) -> None:
    prices: dict[str, set[int]] = {}
    for product in catalog.products:
        told = prices.setdefault(product.handle, set())
        for variant in product.variants:
            told |= {variant.price.minor, *(offer.price.minor for offer in variant.offers)}
    said = 0
    for stint in read_script():
        for line in stint.lines:
            for whole, tenths in MONEY.findall(line.text):
                minor = round(cn2an.cn2an(whole, "smart")) * 100
                minor += 10 * round(cn2an.cn2an(tenths, "smart")) if tenths else 0
                said += 1
                assert line.fault or minor in prices[stint.product], line.text
    assert said > 15


def test_two_wrong_prices_and_a_wrong_gift_are_labelled() -> None:
    faults = [(stint, line.fault) for stint in read_script() for line in stint.lines if line.fault]
    assert Counter(fault.kind for _, fault in faults) == {"price": 2, "gift": 1}
    assert all(fault.product == stint.product for stint, fault in faults)


def test_what_the_script_stirs_is_in_the_bank() -> None:
    bank = read_bank()
    stirred = {id_ for stint in read_script() for line in stint.lines for id_ in line.stirs}
    assert stirred <= {*bank.questions, *bank.noise}
    for stint in read_script():
        for line in stint.lines:
            for id_ in line.stirs:
                assert id_ in bank.noise or bank.questions[id_].suits(stint.product), id_


def test_thousands_write_and_every_comment_is_labelled(comments: list[Comment]) -> None:
    assert 4000 < len(comments) < 9000
    assert len({comment.id for comment in comments}) == len(comments)
    assert all(comment.label for comment in comments)
    assert {comment.label.noise for comment in comments if comment.label} >= set(read_bank().noise)
    assert 0.3 < len(questions(comments)) / len(comments) < 0.7


def test_a_question_comes_in_dozens_of_wordings(comments: list[Comment]) -> None:
    texts: dict[str, set[str]] = {}
    for comment in questions(comments):
        assert comment.label
        texts.setdefault(comment.label.group.split("/")[2], set()).add(comment.text)
    often = ("price", "ship_when", "free_shipping", "how_to_order", "cheaper", "size_advice")
    assert all(len(texts[id_]) > 36 for id_ in often)
    assert max(len(question.bare) for question in read_bank().questions.values()) > 30


def test_a_small_share_is_in_other_scripts(comments: list[Comment]) -> None:
    asked = questions(comments)
    foreign = [comment for comment in asked if not HAN.search(comment.text)]
    assert 0.03 < len(foreign) / len(asked) < 0.2
    labels = [comment.label for comment in asked if comment.label]
    assert {label.language for label in labels} == {"zh", "en", "id", "vi", "th", "ms"}
    assert all(
        label.group.endswith(f"/{label.language}") == (label.language != "zh") for label in labels
    )


def test_a_new_product_brings_a_burst_of_the_price(comments: list[Comment]) -> None:
    stint = read_script()[3]
    groups = (f"{stint.number:02}/{stint.product}/price",)
    at = [c.at - stint.begins for c in comments if c.label and c.label.group in groups]
    early = sum(when < 12 for when in at) / 12
    late = sum(when >= 36 for when in at) / (stint.ends - stint.begins - 36)
    assert early > 2 * late


def test_a_few_write_much_and_some_ask_again(comments: list[Comment]) -> None:
    by_viewer = Counter(comment.viewer for comment in comments)
    assert max(by_viewer.values()) > 8 * len(comments) / len(by_viewer)
    asked = Counter((c.viewer, c.label.group) for c in questions(comments) if c.label)
    assert sum(count > 1 for count in asked.values()) > 100


def test_what_is_asked_belongs_to_what_is_on_air(comments: list[Comment]) -> None:
    stints = read_script()
    for comment in questions(comments):
        assert comment.label
        stint = stints[int(comment.label.group[:2])]
        assert stint.shown <= comment.at + 0.001
        assert comment.at <= stint.ends + 0.001


def test_a_flood_is_so_many_a_second_in_order_and_labelled() -> None:
    events = list(flood(per_second=200, seconds=60))
    comments = [event for event in events if isinstance(event, Comment)]
    assert len(comments) == 200 * 60
    assert all(one.at <= two.at for one, two in pairwise(events))
    assert all(comment.label for comment in comments)
    assert [event.link for event in events if isinstance(event, Product)] == [
        "light-down-jacket",
        "hyaluronic-mask",
    ]


def test_a_flood_goes_round_the_products_and_is_drawn_as_it_is_read() -> None:
    shown = {
        event.link for event in flood(per_second=1, seconds=3600) if isinstance(event, Product)
    }
    assert shown == set(read_bank().goods)
    first = list(islice(flood(per_second=1000, seconds=1e9), 5))
    assert len(first) == 5
