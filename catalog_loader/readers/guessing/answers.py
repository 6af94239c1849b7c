"""Tables of questions and of policies."""

from collections.abc import Iterable, Iterator, Mapping

from catalog_loader.findings import Finding
from catalog_loader.product import Faq, Policy, PolicyTopic
from catalog_loader.readers.guessing.headers import header_of, said_meaning
from catalog_loader.readers.guessing.listing import Listing
from catalog_loader.readers.guessing.words import TOPICS
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import plain_text
from catalog_loader.words import folded

_MAX_ID = 80


def topic_of(text: str) -> PolicyTopic:
    """What a policy is about, by what it is called."""
    text = folded(text)
    found = (topic for topic, words in TOPICS.items() if any(word in text for word in words))
    return PolicyTopic(next(found, PolicyTopic.OTHER))


def are_policies(listing: Listing, said: Mapping[str, str]) -> bool:
    """Whether most rows of a table name what a policy is about, or a person says they do."""
    if {"topic", "statement"} <= set(said.values()):
        return True
    column = said_columns(listing, ("topic", "statement"), said)["topic"]
    at = listing.columns.index(column)
    names = [row[at] for row in listing.sample() if at < len(row) and row[at]]
    known = [name for name in names if topic_of(name) is not PolicyTopic.OTHER]
    return 2 * len(known) >= max(1, len(names))


def said_columns(
    listing: Listing, fields: Iterable[str], said: Mapping[str, str]
) -> dict[str, str]:
    """Field to column, of `fields`: as a person says, else by what the columns are called."""
    columns: dict[str, str] = {}
    for column in listing.columns:
        field = said.get(column) or said_meaning(header_of(column), fields)
        if field in fields:
            columns.setdefault(field, column)
    return columns


def faqs_of(listing: Listing, source: Source, said: Mapping[str, str]) -> Iterator[Item]:
    """The questions of a table, each with its answer."""
    columns = said_columns(listing, ("question", "answer", "similar"), said)
    for row, question, answer in _rows(listing, columns, "question", "answer"):
        if isinstance(row, Finding):
            yield row
            continue
        faq = row.make(
            Faq,
            id=sku_for(question, ())[:_MAX_ID],
            question=question,
            answer=answer,
            similar=row.listed(columns["similar"], "\n；;|") if "similar" in columns else (),
            origin=origin_of(source, row.row, columns),
        )
        yield from row.findings
        if faq is not None and not row.failed:
            yield Read(row.row, faq)


def policies_of(listing: Listing, source: Source, said: Mapping[str, str]) -> Iterator[Item]:
    """The policies of a table; the second of one name is told apart by its number."""
    columns = said_columns(listing, ("topic", "statement"), said)
    counted: dict[str, int] = {}
    for row, topic, statement in _rows(listing, columns, "topic", "statement"):
        if isinstance(row, Finding):
            yield row
            continue
        key = sku_for(topic, ())[:_MAX_ID]
        counted[key] = counted.get(key, 0) + 1
        policy = row.make(
            Policy,
            id=key if counted[key] == 1 else f"{key}-{counted[key]}",
            topic=topic_of(topic),
            statement=statement,
            origin=origin_of(source, row.row, columns),
        )
        yield from row.findings
        if policy is not None and not row.failed:
            yield Read(row.row, policy)


def _rows(
    listing: Listing, columns: Mapping[str, str], *fields: str
) -> Iterator[tuple[Cells | Finding, str, str]]:
    """Each row with the texts of two columns, and a finding in a row that lacks one."""
    for _, item in listing.read():
        if isinstance(item, Finding):
            yield item, "", ""
            continue
        texts = [plain_text(item[columns[field]]) for field in fields]
        for field, text in zip(fields, texts, strict=True):
            if not text:
                item.find("missing_field", columns[field], name=columns[field])
        if all(texts):
            yield item, texts[0], texts[1]
        else:
            for finding in item.findings:
                yield finding, "", ""
