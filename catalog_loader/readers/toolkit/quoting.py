"""Quotation marks in tab-separated text that are those of values in a cell, not of the cell."""

import re

# Atomic: a value ends at its first lone quotation mark, and is not tried again with another.
_VALUE = r'(?:"(?>(?:[^"]|"")*)"|[^",]*)'
_SEVERAL = re.compile(rf'(?=")(?:{_VALUE},)+{_VALUE}')


def requoted(line: str) -> str:
    r"""A line of tab-separated cells with those that hold several quoted values quoted as a whole.

    Feeds write `"light, warm","soft"` between two tabs and mean both values; to CSV the cell ends
    at the second quotation mark, and what follows is an error.
    """
    if '",' not in line:
        return line
    cells = line.split("\t")
    for index, cell in enumerate(cells):
        text = cell.rstrip("\r\n")
        if text.startswith('"') and _SEVERAL.fullmatch(text):
            cells[index] = '"' + text.replace('"', '""') + '"' + cell[len(text) :]
    return "\t".join(cells)
