"""Sizes that a host offers, against those there are."""

from collections.abc import Iterator

from assistant.answering.verify.reading import one_way, read
from assistant.knowledge.collect import option_facts, option_name, option_values
from assistant.room.host_ear.claims import Clause, Differs, Published


def unlisted_sizes(clause: Clause, published: Published) -> Iterator[tuple[int, Differs]]:
    """The sizes of `clause` that the product does not come in, each with where it ends."""
    product = published.product
    name = option_name(product, "size")
    said = [size for size in clause.reading.sizes if not size.denied]
    if not name or not said:
        return
    values = option_values(product, name)
    known = {size.name for value in values for size in read(one_way(value)).sizes}
    known |= {one_way(value).removesuffix("码") for value in values}
    for size in said:
        if size.name not in known:
            yield (
                size.end,
                Differs(
                    "size",
                    product.handle,
                    size.name,
                    clause.text,
                    tuple(option_facts(product, name)),
                ),
            )
