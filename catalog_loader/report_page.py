"""A report as a page: one HTML file that needs nothing else, for who has to mend the catalog."""

from html import escape
from string import Template

from catalog_loader.kinds import Severity
from catalog_loader.report import KEPT_PER_CODE, Report, label_of, severity_of

_PAGE = Template(
    """<!doctype html>
<html lang="$language">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
.state { font-weight: 600; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; }
.counts li { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; }
.counts b { display: block; font-size: 1.3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .5rem; }
th, td { text-align: left; vertical-align: top; }
th { background: var(--soft); position: sticky; top: 0; }
td { overflow-wrap: anywhere; }
.error { color: #c62828; } .warning { color: #b26a00; } .note { opacity: .75; }
@media (prefers-color-scheme: dark) { .error { color: #ff8a80; } .warning { color: #ffcc80; } }
</style>
<h1>$title</h1>
<p class="state $severity">$state</p>
<ul class="counts">$counts</ul>
$findings
</html>
"""
)
_HEADINGS = {
    "zh": ("级别", "行", "字段", "问题", "怎么办"),
    "en": ("Severity", "Row", "Field", "Finding", "Remedy"),
}
_STATES = {
    "zh": ("可以整份加载", "有错误，不会整份加载"),
    "en": ("Fit to load", "Has errors: not loaded whole"),
}


def page(report: Report, language: str = "en") -> str:
    """The report as an HTML document, in `zh` or (for any other language) English."""
    language = "zh" if language == "zh" else "en"
    worst = next((each for each in Severity if report.by_severity[each]), Severity.NOTE)
    counts = "".join(
        f"<li><b>{number:,}</b>{escape(label_of(name, language))}</li>"
        for name, number in report.counts.as_json().items()
        if number or name in ("products", "skus")
    )
    return _PAGE.substitute(
        language=language,
        title=escape(f"{report.file} {report.format}".strip()),
        severity=worst.value,
        state=escape(f"{_STATES[language][not report.sound]} · {report.summary(language)}"),
        counts=counts,
        findings=_findings(report, language),
    )


def _findings(report: Report, language: str) -> str:
    if not report.findings:
        return ""
    heading = "".join(f"<th>{escape(text)}</th>" for text in _HEADINGS[language])
    rows = []
    for finding in report.findings:
        cells = (
            severity_of(finding.severity, language),
            finding.row,
            finding.field,
            finding.message(language),
            finding.remedy(language),
        )
        data = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr class="{finding.severity.value}">{data}</tr>')
    more = [
        f"<li>{escape(code)}: +{number - KEPT_PER_CODE:,}</li>"
        for code, number in report.by_code.items()
        if number > KEPT_PER_CODE
    ]
    rest = f"<ul>{''.join(more)}</ul>" if more else ""
    table = f"<table><thead><tr>{heading}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wide">{table}</div>{rest}'
