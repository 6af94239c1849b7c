"""Being the only one who does something, until the end of a transaction."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def alone(session: AsyncSession, what: str) -> None:
    """Wait until nobody else is at `what`, in any process. A SQLite writer is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        await session.execute(lock, {"what": f"xiaoer {what}"})
