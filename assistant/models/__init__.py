"""Model files: where each comes from, its checksum and licence, assembling it on first use."""

from assistant.models.store import ModelError, ModelStore

__all__ = ["ModelError", "ModelStore"]
