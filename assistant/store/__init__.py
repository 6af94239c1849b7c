"""What is kept: tables, their migrations, and a repository for each kind of thing."""

from assistant.store.answers import AnswerRecord, Answers
from assistant.store.catalogs import Catalogs, SkuPatch, StoredCatalog
from assistant.store.customers import tables as _customers  # noqa: F401 - all tables are known then
from assistant.store.database import Database, NotStored, StoreError, migrate
from assistant.store.repurchase import tables as _repurchase  # noqa: F401 - likewise
from assistant.store.rooms import RoomRecord, RoomRecords
from assistant.store.staff import tables as _staff  # noqa: F401 - all tables are known then

__all__ = [
    "AnswerRecord",
    "Answers",
    "Catalogs",
    "Database",
    "NotStored",
    "RoomRecord",
    "RoomRecords",
    "SkuPatch",
    "StoreError",
    "StoredCatalog",
    "migrate",
]
