"""Checking sentences against facts before a viewer gets them."""

from assistant.answering.verify.judge import verify
from assistant.answering.verify.verdict import Reason, Verdict

__all__ = ["Reason", "Verdict", "verify"]
