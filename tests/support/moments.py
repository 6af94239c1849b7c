"""The moments at which the test shops are asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""An evening in the middle of the small shops' sales."""
