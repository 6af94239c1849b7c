"""What a check or a load found: counts and findings, as a table and as JSON."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from catalog_loader.findings import Finding
from catalog_loader.kinds import Severity
from catalog_loader.product import Availability, Faq, Policy, Product, Shop

KEPT_PER_CODE = 200
"""Findings kept of one kind; beyond that they are only counted, so a bad million rows fit."""

_WORDS = {
    "products": ("商品", "products"),
    "skus": ("SKU", "SKUs"),
    "priced": ("有价格", "priced"),
    "in_stock": ("有货", "in stock"),
    "sold_out": ("售罄", "sold out"),
    "preorder": ("预售", "on pre-sale"),
    "policies": ("政策", "policies"),
    "faqs": ("常见问题", "FAQs"),
}
_SEVERITIES = {
    Severity.ERROR: ("错误", "error", "bold red"),
    Severity.WARNING: ("警告", "warning", "yellow"),
    Severity.NOTE: ("提示", "note", "dim"),
}


def label_of(count: str, language: str) -> str:
    """What a count is called, in `zh` or English."""
    return _WORDS[count][0 if language == "zh" else 1]


def severity_of(severity: Severity, language: str) -> str:
    """What a severity is called, in `zh` or English."""
    return _SEVERITIES[severity][0 if language == "zh" else 1]


@dataclass(slots=True)
class Counts:
    """How much of what the good records hold. The stock counts are of SKUs."""

    products: int = 0
    skus: int = 0
    priced: int = 0
    in_stock: int = 0
    sold_out: int = 0
    preorder: int = 0
    policies: int = 0
    faqs: int = 0

    def add(self, record: Shop | Product | Policy | Faq) -> None:
        """Count one record."""
        self.policies += isinstance(record, Policy)
        self.faqs += isinstance(record, Faq)
        if not isinstance(record, Product):
            return
        self.products += 1
        offered = any(offer.price for offer in record.offers)
        for variant in record.variants:
            self.skus += 1
            self.priced += bool(variant.price or offered or any(o.price for o in variant.offers))
            self.in_stock += variant.availability is Availability.IN_STOCK
            self.sold_out += variant.availability is Availability.OUT_OF_STOCK
            self.preorder += variant.availability is Availability.PREORDER

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in _WORDS}


@dataclass(slots=True)
class Report:
    """What was found in `file`, which was read as `format` (empty when none was recognised)."""

    file: str
    format: str = ""
    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    by_severity: Counter[Severity] = field(default_factory=Counter)
    dropped: int = 0
    fatal: bool = False

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it unless there are plenty of its kind."""
        self.by_code[finding.code] += 1
        self.by_severity[finding.severity] += 1
        self.fatal |= finding.kind.fatal
        if self.by_code[finding.code] <= KEPT_PER_CODE:
            self.findings.append(finding)

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return self.by_severity[Severity.ERROR]

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return self.by_severity[Severity.WARNING]

    @property
    def sound(self) -> bool:
        """Whether the whole file may be loaded: there is no error in it."""
        return not self.errors

    @property
    def first_error(self) -> Finding | None:
        """The error to name when only one can be named: a fatal one, else the first."""
        errors = [each for each in self.findings if each.severity is Severity.ERROR]
        return next((each for each in errors if each.kind.fatal), errors[0] if errors else None)

    def summary(self, language: str = "en") -> str:
        """The counts in one line."""
        zh = language == "zh"
        parts = [
            f"{words[0]} {number}" if zh else f"{number} {words[1]}"
            for name, words in _WORDS.items()
            if (number := getattr(self.counts, name)) or name in ("products", "skus")
        ]
        found = [
            f"{words[0]} {number}" if zh else f"{number} {words[1]}{'s' if number != 1 else ''}"
            for severity, words in _SEVERITIES.items()
            if (number := self.by_severity[severity])
        ]
        comma, stop = ("，", "；") if zh else (", ", "; ")
        nothing = "没有发现问题" if zh else "nothing wrong"
        return f"{comma.join(parts)}{stop}{comma.join(found) or nothing}"

    def as_json(self) -> dict[str, Any]:
        """The whole report, findings with their texts in both languages."""
        return {
            "file": self.file,
            "format": self.format,
            "sound": self.sound,
            "counts": self.counts.as_json(),
            "dropped": self.dropped,
            "errors": self.errors,
            "warnings": self.warnings,
            "by_code": dict(self.by_code),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def table(self, language: str = "en") -> Group:
        """The report for a terminal: the findings as a table, then the counts."""
        zh = language == "zh"
        headers = (
            ("级别", "行", "字段", "问题", "怎么办")
            if zh
            else ("severity", "row", "field", "finding", "remedy")
        )
        table = Table(*headers, title=Text(f"{self.file} {self.format}".strip()))
        for finding in self.findings:
            words = _SEVERITIES[finding.severity]
            # Text, not markup: a catalog's own brackets are not style tags.
            table.add_row(
                Text(words[0 if zh else 1], style=words[2]),
                Text(finding.row),
                Text(finding.field),
                Text(finding.message(language)),
                Text(finding.remedy(language)),
            )
        rows: list[Table | Text] = [table] if self.findings else []
        for code, number in self.by_code.items():
            if more := max(0, number - KEPT_PER_CODE):
                rows.append(Text(f"… {code}: +{more}"))
        return Group(*rows, Text(self.summary(language)))
