"""What access is refused with."""

from typing import Literal

Code = Literal[
    "not_signed_in",
    "no_right",
    "cross_site",
    "no_csrf_token",
    "needs_https",
    "wrong_credentials",
    "locked_out",
    "name_taken",
    "unusable_name",
    "weak_password",
    "last_admin",
    "role_too_high",
    "link_over",
    "room_token",
    "provider",
]


class AccessRefused(Exception):
    """Why somebody may not; `code` is what a page words it by, `retry_s` when to try again."""

    def __init__(self, code: Code, message: str, *, retry_s: int = 0) -> None:
        super().__init__(message)
        self.code: Code = code
        self.retry_s = retry_s
