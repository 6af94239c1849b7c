"""A finding: one thing wrong, or doubtful, in one field of one row of a catalog file."""

import dataclasses
from collections.abc import Mapping

from catalog_loader.kinds import KINDS, Kind, Severity


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something found at `field` of `row` (both empty when it concerns the whole file)."""

    code: str
    row: str = ""
    field: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What sort of finding this is."""
        return KINDS[self.code]

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.kind.severity

    def message(self, language: str = "en") -> str:
        """What is wrong, in `zh` or (for any other language) English."""
        kind = self.kind
        return (kind.zh if language == "zh" else kind.en).format_map(self.values)

    def remedy(self, language: str = "en") -> str:
        """What to do about it, in `zh` or English."""
        kind = self.kind
        return (kind.remedy_zh if language == "zh" else kind.remedy_en).format_map(self.values)

    def as_json(self) -> dict[str, object]:
        """The finding with its texts in both languages."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "row": self.row,
            "field": self.field,
            "message": {"zh": self.message("zh"), "en": self.message("en")},
            "remedy": {"zh": self.remedy("zh"), "en": self.remedy("en")},
        }


def quoted(value: object, limit: int = 60) -> str:
    """`value` as a finding shows it: on one line, and short."""
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text[: 4 * limit].split())
    text = "".join(each if each.isprintable() else "�" for each in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
