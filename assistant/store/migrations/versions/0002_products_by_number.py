"""Products by number, each with its version; policies and FAQs in one table; words to search in.

Everything is carried over. The words of a catalog (`catalogs.words` of 0) are indexed again when
they are first searched.
"""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PRODUCTS_EACH = 1 << 32
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    """Make the new tables, carry the catalogs over, and drop the old ones."""
    connection = op.get_bind()
    old = _read_old(connection)
    for table in ("variants", "products", "policies", "faqs"):
        op.drop_table(table)
    never = sa.text("'1970-01-01 00:00:00'")
    for column in (
        sa.Column("number", sa.Integer, nullable=False, server_default="0"),
        sa.Column("words", sa.Integer, nullable=False, server_default="0"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, server_default=never),
    ):
        op.add_column("catalogs", column)
    _create(connection)
    _write(connection, old)
    connection.execute(sa.text("UPDATE catalogs SET confirmed_at = updated_at"))
    op.create_index(op.f("ix_catalogs_number"), "catalogs", ["number"], unique=True)


def _create(connection: sa.Connection) -> None:
    op.create_table(
        "products",
        sa.Column("id", ID, nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("handle", sa.String(255), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog"],
            ["catalogs.name"],
            name=op.f("fk_products_catalog_catalogs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("catalog", "handle", name=op.f("uq_products_catalog")),
    )
    op.create_table(
        "variants",
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("sku", sa.String(255), nullable=False),
        sa.Column("product", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["product"],
            ["products.id"],
            name=op.f("fk_variants_product_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalog", "sku", name=op.f("pk_variants")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_variants_product"), "variants", ["product"])
    op.create_table(
        "records",
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog"],
            ["catalogs.name"],
            name=op.f("fk_records_catalog_catalogs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalog", "kind", "key", name=op.f("pk_records")),
    )
    op.create_table(
        "vectors",
        sa.Column("product", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["product"],
            ["products.id"],
            name=op.f("fk_vectors_product_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product", name=op.f("pk_vectors")),
    )
    if connection.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE product_words USING fts5(names, sounds, initials, words, "
            "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")"
        )
    else:
        op.execute(
            "CREATE TABLE product_words (id BIGINT PRIMARY KEY REFERENCES products (id) "
            "ON DELETE CASCADE, found TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_product_words_found ON product_words USING gin (found)")


Rows = Sequence[sa.Row[Any]]


def _read_old(connection: sa.Connection) -> dict[str, Rows]:
    queries = {
        "catalogs": "SELECT name, version FROM catalogs ORDER BY name",
        "products": "SELECT catalog, handle, position, document FROM products",
        "variants": "SELECT catalog, sku, handle FROM variants",
        "policy": "SELECT catalog, id AS key, position, document FROM policies",
        "faq": "SELECT catalog, id AS key, position, document FROM faqs",
    }
    return {name: connection.execute(sa.text(query)).all() for name, query in queries.items()}


def _write(connection: sa.Connection, old: dict[str, Rows]) -> None:
    versions = {row.name: row.version for row in old["catalogs"]}
    numbers = {name: number for number, name in enumerate(versions, start=1)}
    for name, number in numbers.items():
        values = {"number": number, "name": name}
        connection.execute(
            sa.text("UPDATE catalogs SET number = :number WHERE name = :name"), values
        )
    ids: dict[tuple[str, str], int] = {}
    for row in old["products"]:
        key = numbers[row.catalog] * PRODUCTS_EACH + row.position + 1
        ids[row.catalog, row.handle] = key
        _insert(
            connection,
            "products",
            id=key,
            catalog=row.catalog,
            handle=row.handle,
            position=row.position,
            version=versions[row.catalog],
            digest=b"",
            document=_text(row.document),
        )
    for row in old["variants"]:
        product = ids[row.catalog, row.handle]
        _insert(connection, "variants", catalog=row.catalog, sku=row.sku, product=product)
    for kind in ("policy", "faq"):
        for row in old[kind]:
            _insert(
                connection,
                "records",
                catalog=row.catalog,
                kind=kind,
                key=row.key,
                position=row.position,
                version=versions[row.catalog],
                digest=b"",
                document=_text(row.document),
            )


def _insert(connection: sa.Connection, table: str, **values: Any) -> None:
    made = sa.table(table, *(sa.column(name) for name in values))
    connection.execute(made.insert().values(**values))


def _text(document: object) -> str:
    return document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)


def downgrade() -> None:
    """Make the old tables again and carry the catalogs back."""
    connection = op.get_bind()
    products = connection.execute(sa.text("SELECT * FROM products")).all()
    variants = connection.execute(sa.text("SELECT * FROM variants")).all()
    records = connection.execute(sa.text("SELECT * FROM records")).all()
    op.drop_table("product_words")
    for table in ("vectors", "variants", "products", "records"):
        op.drop_table(table)
    op.drop_index(op.f("ix_catalogs_number"), table_name="catalogs")
    for column in ("number", "words", "confirmed_at"):
        op.drop_column("catalogs", column)
    _create_old()
    handles = {}
    for row in products:
        handles[row.id] = row.handle
        _insert_document(connection, "products", row, handle=row.handle)
    for row in variants:
        handle = handles[row.product]
        _insert(connection, "variants", catalog=row.catalog, sku=row.sku, handle=handle)
    for row in records:
        _insert_document(
            connection, "policies" if row.kind == "policy" else "faqs", row, id=row.key
        )


def _insert_document(connection: sa.Connection, table: str, row: sa.Row[Any], **key: str) -> None:
    names = ("catalog", *key, "position")
    made = sa.table(table, *map(sa.column, names), sa.column("document", DOCUMENT))
    values = {"catalog": row.catalog, "position": row.position, **key}
    connection.execute(made.insert().values(**values, document=json.loads(row.document)))


def _create_old() -> None:
    for table, key in (("products", "handle"), ("policies", "id"), ("faqs", "id")):
        op.create_table(
            table,
            sa.Column("catalog", sa.String(64), nullable=False),
            sa.Column(key, sa.String(255), nullable=False),
            sa.Column("position", sa.Integer, nullable=False),
            sa.Column("document", DOCUMENT, nullable=False),
            sa.ForeignKeyConstraint(
                ["catalog"],
                ["catalogs.name"],
                name=op.f(f"fk_{table}_catalog_catalogs"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("catalog", key, name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "variants",
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("sku", sa.String(255), nullable=False),
        sa.Column("handle", sa.String(255), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog", "handle"],
            ["products.catalog", "products.handle"],
            name=op.f("fk_variants_catalog_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("catalog", "sku", name=op.f("pk_variants")),
    )
