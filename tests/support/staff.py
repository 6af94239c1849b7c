"""What the tests of access share: cheap settings, a password, and who makes accounts."""

from pathlib import Path
from typing import Any

from assistant.review.audit import Actor
from assistant.settings import Settings

PASSWORD = "a quite long password"
LOCAL_KEY = "xl_of-the-tests"
BY = Actor("root", "command", "127.0.0.1")


def cheap(home: Path, **more: Any) -> Settings:
    """Settings under which a password is hashed in a millisecond."""
    return Settings(home=home, password_passes=1, password_memory_kib=32, **more)
