"""What can be wrong with a catalog: each kind once, with its wording and remedy in zh and en."""

from collections.abc import Mapping
from types import MappingProxyType

from catalog_loader.kinds import documents, files, meaning, schema, tables
from catalog_loader.kinds.kind import Kind, Severity

__all__ = ["KINDS", "Kind", "Severity"]

KINDS: Mapping[str, Kind] = MappingProxyType(
    files.KINDS | tables.KINDS | documents.KINDS | schema.KINDS | meaning.KINDS
)
