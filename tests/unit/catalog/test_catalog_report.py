"""Counts and findings, for people and for programs."""

import io
import json
import string

import pytest
from rich.console import Console

from catalog_loader.findings import Finding, quoted
from catalog_loader.kinds import KINDS, Severity
from catalog_loader.load import check
from catalog_loader.report import KEPT_PER_CODE, Report


def shown(report: Report, language: str = "en") -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(report.table(language))
    return console.file.getvalue()


def test_counts(draft):
    draft.set("product.variants.1.availability", "preorder")
    draft.set("product.variants.1.available_from", "2027-01-01T00:00:00+08:00")
    assert check(draft.write()).counts.as_json() == {
        "products": 1, "skus": 2, "priced": 2, "in_stock": 1, "sold_out": 0, "preorder": 1,
        "policies": 1, "faqs": 1,
    }  # fmt: skip


def test_what_is_dropped_is_not_counted(draft):
    draft.set("product.variants.0.price.currency", "USD")
    assert check(draft.write()).counts.products == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["row", "warning", "no price", "give its price", "1 products, 2 SKUs", "1 warning"]),
        ("zh", ["行", "警告", "没有价格", "写上 price", "商品 1，SKU 2", "警告 1"]),
    ],
)
def test_the_table_says_it_in_the_language(draft, language, words):
    draft.set("product.variants.0.price", ...)
    text = shown(check(draft.write()), language)
    for word in words:
        assert word in text


def test_brackets_in_a_catalog_are_not_markup(written):
    shop = '{"type":"shop","name":"s","currency":"CNY"}\n'
    report = check(written(shop + '{"type":"faq","id":"a","question":"q","answer":"a","[/red]":1}'))
    assert "[/red]" in shown(report)


def test_nothing_wrong_is_said(draft):
    report = check(draft.write())
    assert "nothing wrong" in shown(report)
    assert "没有发现问题" in report.summary("zh")


def test_json_holds_both_languages(draft):
    draft.set("product.variants.0.price", ...)
    written = json.loads(json.dumps(check(draft.write()).as_json(), ensure_ascii=False))
    finding = written["findings"][0]
    assert written["sound"] is True
    assert (finding["code"], finding["severity"]) == ("no_price", "warning")
    assert set(finding["message"]) == set(finding["remedy"]) == {"zh", "en"}


def test_findings_of_one_kind_are_kept_up_to_a_limit_and_all_counted():
    report = Report("f")
    for row in range(KEPT_PER_CODE + 50):
        report.add(Finding("not_object", str(row)))
    assert len(report.findings) == KEPT_PER_CODE
    assert report.errors == KEPT_PER_CODE + 50
    assert "not_object: +50" in shown(report)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_speaks_both_languages_of_the_same_values(code):
    kind = KINDS[code]

    def names(*templates: str) -> set[str]:
        found = {name for text in templates for _, name, _, _ in string.Formatter().parse(text)}
        # what is said in words of either language comes as a pair: hint_zh, hint_en
        return {name.removesuffix("_zh").removesuffix("_en") for name in found if name} - {"hint"}

    assert kind.zh
    assert kind.en
    assert names(kind.zh, kind.remedy_zh) == names(kind.en, kind.remedy_en)
    assert not kind.fatal or kind.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\nb", "a b"),
        ("x" * 100, "x" * 59 + "…"),
        (39.9, "39.9"),
        (None, "None"),
        ("\x1b[31m", "�[31m"),
        ("\ud800", "�"),
        ("x" * 10_000_000, "x" * 59 + "…"),
    ],
)
def test_values_are_quoted_short_and_printable(value, expected):
    assert quoted(value) == expected
