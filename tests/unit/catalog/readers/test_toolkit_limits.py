"""Cells made to take a reader's time or to break it: each is read, or refused, at once."""

import pytest
from support.effort import at_once

from catalog_loader.readers.magento.layout import category_of, pairs_of
from catalog_loader.readers.toolkit.cells import Columns
from catalog_loader.readers.toolkit.money import NotMoney, parse_money
from catalog_loader.readers.toolkit.published import attribute, plain_text

MANY = 100_000


@pytest.mark.parametrize(
    "text", ["1e99999999", "9" * MANY, "-1e99999999", "1e-99999999", "1e9999999999999999999"]
)
def test_a_whole_number_out_of_all_bounds(text):
    with at_once():
        cells = Columns.of(["qty"]).cells(2, [text])
        assert cells.integer("qty") is None
        assert [each.code for each in cells.findings] == ["not_integer"]


@pytest.mark.parametrize("text", ["9" * MANY, "1" + ",000" * MANY, "1." + "0" * MANY, "9" * 50])
def test_an_amount_out_of_all_bounds(text):
    with at_once(), pytest.raises(NotMoney):
        parse_money(text, "CNY")


@pytest.mark.parametrize(
    "text",
    [unit * MANY for unit in ("<script", "<!--", "<br", "<", "&", "<style>x", "<script>a</script")],
)
def test_markup_that_never_ends(text):
    with at_once():
        plain_text(text)


def test_hidden_parts_of_a_page_are_no_text():
    html = '1<script src="x">if (a<b) x()</script>2<!-- c > d -->3<style>p{}</style >4'
    assert plain_text(html) == "1 2 3 4"


@pytest.mark.parametrize("unit", ["1", "1 ", "1-", "1~1"])
def test_values_that_are_nearly_numbers(unit):
    with at_once():
        attribute("x", unit * MANY)


@pytest.mark.parametrize("unit", [" ", ",", ", a", '"', '""', ",a=", "=", ",aaaa"])
def test_pairs_and_categories_that_never_end(unit):
    with at_once():
        pairs_of("a=" + unit * MANY)
        pairs_of('a="' + unit * MANY)
        category_of("a/" + unit * MANY)
        category_of(unit * MANY)
