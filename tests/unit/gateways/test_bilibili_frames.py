"""Bilibili's frames: what is folded, and what is none."""

import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bilibili import packed

from assistant.gateways.bilibili.frames import Operation, framed, frames
from assistant.gateways.link import LinkError


def test_several_frames_come_folded_together() -> None:
    folded = packed(5, zlib.compress(packed(5, b"one") + packed(5, b"two")), 2)
    assert [frame.body for frame in frames(folded)] == [b"one", b"two"]


def test_a_body_that_unfolds_to_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="too much"):
        list(frames(packed(5, zlib.compress(bytes(9 * 1024 * 1024)), 2)))


def test_folds_have_an_end() -> None:
    data = packed(5, b"one")
    for _ in range(3):
        data = packed(5, zlib.compress(data), 2)
    with pytest.raises(ValueError, match="too often"):
        list(frames(data))


def test_brotli_is_unfolded_where_it_is_installed() -> None:
    brotli = pytest.importorskip("brotli")
    folded = packed(5, brotli.compress(packed(5, b"one")), 3)
    assert [frame.body for frame in frames(folded)] == [b"one"]


def test_missing_brotli_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(LinkError, match="pip install brotli"):
        list(frames(packed(5, b"folded", 3)))


@given(st.binary())
def test_a_frame_comes_back(body: bytes) -> None:
    (frame,) = frames(framed(Operation.AUTH, body))
    assert (frame.operation, frame.body) == (Operation.AUTH, body)
