"""Cells of tab-separated text that hold several quoted values."""

import csv

import pytest

from catalog_loader.readers.toolkit.quoting import requoted


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a\t"x, y","z"\tb\n', ["a", '"x, y","z"', "b"]),
        ('a\t"x","z"\r\n', ["a", '"x","z"']),
        ('a\t"one",two\tb', ["a", '"one",two', "b"]),
        ('a\t"say ""hi"", now","z"\tb', ["a", '"say ""hi"", now","z"', "b"]),
        ('a\t"x, y"\tb\n', ["a", "x, y", "b"]),
        ('a\t"x ""y"", z"\tb\n', ["a", 'x "y", z', "b"]),
        ('a\t"""x"",""y"""\tb\n', ["a", '"x","y"', "b"]),
        ('a\tx ("y", z)\tb\n', ["a", 'x ("y", z)', "b"]),
    ],
)
def test_only_what_csv_would_refuse_is_quoted_anew(line, cells):
    assert next(csv.reader([requoted(line)], delimiter="\t", strict=True)) == cells


@pytest.mark.parametrize("text", ['"a,', '","', ',""', '",""', '"",'])
def test_no_line_takes_long(text):
    requoted(text * 300_000)
