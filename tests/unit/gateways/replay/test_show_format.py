"""The format of a recorded show: what is taken, and what is said of a line that is not."""

from pathlib import Path

import pytest

from assistant.gateways.replay.events import (
    SCHEMA,
    Comment,
    Host,
    Label,
    Product,
    ShowError,
    read_show,
    schema,
    write_show,
)

ENTER = '{"at": 1, "type": "enter", "viewer": "v"}\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "room.jsonl"
    path.write_text(text, "utf-8")
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    events = [
        Product(at=0.5, link="light-down-jacket"),
        Host(at=1, text="来"),
        Comment(at=2, id="c1", viewer="v1", text="多少钱", label=Label(noise="digits")),
    ]
    path = tmp_path / "show.jsonl"
    assert write_show(events, path) == 3
    assert list(read_show(path)) == events


def test_the_schema_beside_is_the_formats() -> None:
    assert SCHEMA.read_text("utf-8") == schema()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "JSON"),
        ('{"at": 1, "type": "dance"}', "dance"),
        ('{"at": 1, "type": "comment", "viewer": "v", "text": "hi"}', "id"),
        ('{"at": "soon", "type": "enter", "viewer": "v"}', "at"),
        ('{"at": 2, "type": "host"}', "text or audio"),
        ('{"at": 2, "type": "enter", "viewer": "v", "colour": "red"}', "colour"),
        ('{"at": 0.5, "type": "enter", "viewer": "v"}', "before the line above"),
        (
            '{"at": 2, "type": "comment", "id": "c", "viewer": "v", "text": "t", '
            '"label": {"kind": "price", "noise": "digits"}}',
            "either noise or a question",
        ),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    path = written(tmp_path, f"{ENTER}\n{line}\n")
    with pytest.raises(ShowError) as refused:
        list(read_show(path))
    assert "room.jsonl, line 3: " in str(refused.value)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(ShowError, match="cannot be read"):
        list(read_show(tmp_path / "none.jsonl"))
    path = tmp_path / "sound.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ShowError, match="not UTF-8"):
        list(read_show(path))
