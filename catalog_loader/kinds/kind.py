"""One kind of finding: how much it matters, and its wording and remedy in zh and en.

An *error* makes its record unfit to load; a *fatal* error makes the whole file so. A *warning* is
loaded but will cost the shop answers; a *note* is worth knowing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding. Its texts are `str.format` templates over the finding's values."""

    severity: Severity
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    fatal: bool = False


def error(zh: str, en: str, remedy_zh: str, remedy_en: str, *, fatal: bool = False) -> Kind:
    """A kind of error."""
    return Kind(Severity.ERROR, zh, en, remedy_zh, remedy_en, fatal)


def warning(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Kind:
    """A kind of warning."""
    return Kind(Severity.WARNING, zh, en, remedy_zh, remedy_en)


def note(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Kind:
    """A kind of note."""
    return Kind(Severity.NOTE, zh, en, remedy_zh, remedy_en)
