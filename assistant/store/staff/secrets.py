"""Secrets that the service made for itself: the same for every process over one database."""

from sqlalchemy.exc import IntegrityError

from assistant.store.database import Database
from assistant.store.staff.tables import SecretRow


async def secret(database: Database, name: str, fresh: str) -> str:
    """The secret called `name`; `fresh` becomes it where there is none yet."""
    async with database.reading() as session:
        row = await session.get(SecretRow, name)
    if row is not None:
        return row.value
    try:
        async with database.writing() as session:
            session.add(SecretRow(name=name, value=fresh))
    except IntegrityError:  # another process was faster
        async with database.reading() as session:
            return (await session.get_one(SecretRow, name)).value
    return fresh
