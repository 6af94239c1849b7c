"""What the columns of a table nobody fixed mean: guessed, shown, and corrected by a person.

A guess goes by what a column is called, in six languages, and by what stands in it: a column called
库存 whose values are words says whether there is stock, not how much. Values alone say little, and
never which of two amounts is the price.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.guessing.columns import Guess, Guesser
from catalog_loader.readers.guessing.headers import Header, header_of
from catalog_loader.readers.toolkit.shops import language_of

NO_LABELS: MappingOf[str, str] = MappingProxyType({})

_SHOWN = 12
"""How many properties the note on a guess names."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a table is, and what is doubtful about it.

    `inside` is what the names of a variant's own columns begin with, where the table comes from a
    nested document. `by_title` says that rows of one title are one product.
    """

    guesses: tuple[Guess, ...]
    headers: MappingOf[str, Header]
    findings: tuple[Finding, ...] = ()
    language: str = ""
    currency: str = ""
    by_title: bool = False
    inside: str = ""

    def columns(self, field: str) -> tuple[str, ...]:
        """The columns a field is read from, in the table's order."""
        return tuple(guess.column for guess in self.guesses if guess.field == field)

    def named(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """The columns mapped to `attributes.…` or `options.…`, each with the name behind that."""
        return tuple(
            (guess.column, guess.field.removeprefix(prefix))
            for guess in self.guesses
            if guess.field.startswith(prefix)
        )

    def as_json(self) -> list[dict[str, object]]:
        """Each column with its field, how sure that is (0 to 1) and what it goes by.

        Columns that are not read have the field "".
        """
        known = {guess.column: guess for guess in self.guesses}
        return [
            {
                "column": column,
                "field": known[column].field if column in known else "",
                "confidence": known[column].confidence if column in known else 0.0,
                "by": known[column].by if column in known else "",
            }
            for column in self.headers
        ]

    def note(self) -> Finding | None:
        """The guess as a finding, None where a person has said it all."""
        if all(guess.by == "said" for guess in self.guesses):
            return None
        plain, free = [], []
        for guess in self.guesses:
            if guess.field.startswith("attributes."):
                free.append(guess.column)
            else:
                unsure = "" if guess.confidence >= 0.9 else f" ({guess.confidence:.0%})"
                plain.append(f"{guess.field}={quoted(guess.column)}{unsure}")
        if free:
            shown = ", ".join(quoted(name) for name in free[:_SHOWN])
            more = f" … +{len(free) - _SHOWN}" if len(free) > _SHOWN else ""
            plain.append(f"attributes={shown}{more}")
        return Finding("guessed_mapping", values={"mapping": "; ".join(plain)})


def guess(
    columns: Sequence[str],
    sample: Sequence[Sequence[str]],
    said: MappingOf[str, str],
    *,
    currency: str = "",
    inside: str = "",
    labels: MappingOf[str, str] = NO_LABELS,
) -> Mapping:
    """Guess what `columns` mean from their names and from the first rows.

    `said` is what a person says: column to field. `currency` is the one the shop's prices are in,
    where that is known. Columns whose names begin with `inside` are a variant's own. `labels` is
    what columns are called where their names do not say it, as in a database's comments.
    """
    headers = {
        name: header_of(labels.get(name, name), inside if name.startswith(inside) else "")
        for name in columns
    }
    values = {
        name: [row[at] if at < len(row) else "" for row in sample]
        for at, name in enumerate(columns)
    }
    own = [name for name in columns if inside and name.startswith(inside)]
    outer = [name for name in columns if name not in set(own)]
    product = Guesser(outer, headers, values, said, currency)
    product.guess_product(nested=bool(own))
    runs = [product]
    if own:
        variant = Guesser(own, headers, values, said, currency)
        variant.guess_variant()
        runs.append(variant)
    found = {each.column: each for run in runs for each in run.guesses}
    return Mapping(
        guesses=tuple(found[name] for name in columns if name in found),
        headers=headers,
        findings=tuple(chain.from_iterable(run.findings() for run in runs)),
        language=_language(runs, columns, values.values()),
        currency=next((run.currency for run in reversed(runs) if run.currency), ""),
        by_title=product.by_title,
        inside=inside if own else "",
    )


def _language(
    runs: Iterable[Guesser], columns: Sequence[str], values: Iterable[Sequence[str]]
) -> str:
    """The language of a table: by its script, else by whose words its columns are called by."""
    text = "\n".join(chain(columns, chain.from_iterable(values)))
    if language_of(text) == "zh":
        return "zh"
    votes: dict[str, int] = {}
    for languages in chain.from_iterable(run.languages for run in runs):
        for language in languages:
            votes[language] = votes.get(language, 0) + 1
    votes.pop("zh", None)
    # Malay and Indonesian share most of their words; English ones stand in any table.
    best = max(("id", "ms", "vi", "th"), key=lambda language: votes.get(language, 0))
    return best if votes.get(best, 0) > votes.get("en", 0) else "en"
