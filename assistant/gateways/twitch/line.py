"""One line of IRC: RFC 1459 section 2.3.1, with the tags of IRCv3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """What a server says. `command` is in capitals or a number of three digits."""

    command: str
    parameters: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def nick(self) -> str:
        """Who it is from, without user and host."""
        return self.source.partition("!")[0]

    @property
    def last(self) -> str:
        """The last parameter, which is the text where there is one."""
        return self.parameters[-1] if self.parameters else ""

    def parameter(self, index: int) -> str:
        """The parameter at `index`, empty where the server left it out."""
        return self.parameters[index] if index < len(self.parameters) else ""


def parsed(raw: bytes) -> Line:
    """The line in those bytes, whatever they hold; what is no UTF-8 is replaced."""
    rest = raw.decode("utf-8", "replace").rstrip("\r\n")
    tags: dict[str, str] = {}
    source = ""
    if rest.startswith("@"):
        words, _, rest = rest[1:].partition(" ")
        for word in words.split(";"):
            key, _, value = word.partition("=")
            tags[key] = _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), value)
        rest = rest.lstrip(" ")
    if rest.startswith(":"):
        source, _, rest = rest[1:].partition(" ")
    middle, colon, text = f" {rest}".partition(" :")
    words_of = middle.split()
    if not words_of:
        return Line("", (text,) if colon else (), source, tags)
    parameters = (*words_of[1:], text) if colon else tuple(words_of[1:])
    return Line(words_of[0].upper(), parameters, source, tags)


def plain(text: str) -> str:
    """`text` on one line: each run of control characters, line breaks and NUL too, is a space.

    Neither a second command nor a CTCP request can be hidden in what is left.
    """
    return _CONTROLS.sub(" ", text).strip()


def written(command: str, *parameters: str) -> bytes:
    """The bytes of one command; only the last parameter may hold spaces.

    Raises ValueError for a middle parameter that would be read as something else.
    """
    *middle, last = (plain(parameter) for parameter in parameters)
    for parameter in middle:
        if not parameter or " " in parameter or parameter.startswith(":"):
            raise ValueError(f"{parameter!r} cannot stand in the middle of an IRC line")
    return " ".join([command, *middle, f":{last}"]).encode() + b"\r\n"
