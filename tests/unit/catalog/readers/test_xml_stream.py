"""XML as it streams, and the documents that are refused."""

import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import at_once

from catalog_loader.findings import Finding
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.xml_stream import MAX_DEPTH, MAX_ELEMENT, children_of

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
)  # a billion of the first
BOMBS = {
    "billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><r><i>&l9;</i></r>',
    "laughs in an attribute": f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><r><i a="&l9;"/></r>',
    "quadratic blow-up": (
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]><r><i>{"&a;" * 100_000}</i></r>'
    ),
    "external entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><i>&x;</i></r>',
    "entity over the network": (
        '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><r><i>&x;</i></r>'
    ),
    "parameter entity": (
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><r><i>1</i></r>'
    ),
    "external DTD": '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><i>1</i></r>',
    "a DOCTYPE alone": "<!DOCTYPE r><r><i>1</i></r>",
    "deep nesting": "<r>" + "<i>" * 100_000 + "</i>" * 100_000 + "</r>",
    "deep nesting outside": "<i>" * 100_000 + "</i>" * 100_000,
    "huge text": f"<r><i>{'a' * (2 * MAX_ELEMENT)}</i></r>",
    "huge CDATA": f"<r><i><![CDATA[{'a' * (2 * MAX_ELEMENT)}]]></i></r>",
    "huge attribute": f'<r><i a="{"a" * (2 * MAX_ELEMENT)}"/></r>',
    "no end of empty elements": f"<r><i>{'<e/>' * 500_000}</i></r>",
}


@pytest.fixture
def read(tmp_path):
    """Reads bytes, or text as UTF-8, and gives what was found directly inside <r>."""

    def of(content):
        path = tmp_path / "document.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        source = Source(path, path.name, path.read_bytes()[:65536], datetime.now(UTC))
        return list(children_of(source, {"r"}))

    return of


def told(items):
    return [item.code if isinstance(item, Finding) else (item.name, item.text) for item in items]


def test_elements_come_with_their_text_attributes_and_children(read):
    text = (
        '<x xmlns:g="urn:g"><r>no<i a="1"> one <g:p>two</g:p><![CDATA[<3>]]> &amp; </i><j/></r></x>'
    )
    one, two = read(text)
    assert (one.name, one.namespace, one.attributes) == ("i", "", {"a": "1"})
    assert one.text == "one two<3> &"
    assert [(p.name, p.namespace, p.text) for p in one.children] == [("p", "urn:g", "two")]
    assert (two.name, two.text, two.children) == ("j", "", ())


def test_several_containers_are_read_and_nothing_beside_them(read):
    assert told(read("<x><i>0</i><r><i>1</i></r><i>2</i><r><r>3</r></r></x>")) == [
        ("i", "1"),
        ("r", "3"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="GBK"?><r><i>围巾</i></r>'.encode("gbk"),
        '<?xml version="1.0" encoding="gb18030"?><r><i>围巾</i></r>'.encode("gb18030"),
        '<?xml version="1.0"?><r><i>围巾</i></r>'.encode("utf-16"),
        "\ufeff<r><i>围巾</i></r>".encode(),
    ],
)
def test_a_document_is_in_the_encoding_it_states(read, data):
    assert told(read(data)) == [("i", "围巾")]


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_at_once(read, bomb):
    with at_once():
        tracemalloc.start()
        items = read(bomb)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert told(items) == ["unsafe_document"]
        assert items[0].message("en")
    assert peak < 4 * MAX_ELEMENT + len(bomb)


def test_what_came_before_a_fault_is_read(read):
    items = read(f"<r><i>1</i><i>2</i><i>{'a' * (2 * MAX_ELEMENT)}</i></r>")
    assert told(items) == [("i", "1"), ("i", "2"), "unsafe_document"]
    items = read("<r>\n<i>1</i>\n<i>2</j>\n</r>")
    assert told(items) == [("i", "1"), "malformed_document"]
    assert items[-1].row == "3"


def test_as_deep_as_allowed_is_read(read):
    inside = MAX_DEPTH - 2
    assert told(read("<r><i>" + "<e>" * inside + "x" + "</e>" * inside + "</i></r>")) == [
        ("i", "x")
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no markup",
        "<r><i>1</i>",
        "<r><i>1</r></i>",
        "<r><i a=1/></r>",
        "<r><i>&nbsp;</i></r>",
        "<r><i>\x01</i></r>",
        "<r/><r/>",
        '<?xml version="1.0" encoding="no-such"?><r/>',
        b"<r><i>\xff\xfe</i></r>",
        b"\x00\x01\x02",
    ],
)
def test_a_broken_document_is_told_with_its_line(read, broken):
    finding = read(broken)[-1]
    assert finding.code == "malformed_document"
    assert finding.row.isdecimal()
    assert finding.values["reason"]


def test_a_long_document_streams(tmp_path):
    path = tmp_path / "long.xml"
    with path.open("w") as stream:
        stream.write("<r>")
        for number in range(50_000):
            stream.write(f"<i>{number}<p>{'x' * 200}</p></i>\n")
        stream.write("</r>")
    source = Source(path, path.name, path.read_bytes()[:65536], datetime.now(UTC))
    tracemalloc.start()
    assert sum(1 for _ in children_of(source, {"r"})) == 50_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


SOUND = b'<?xml version="1.0"?>\n<r xmlns:g="urn:g"><i a="1">x<g:p>y</g:p></i><!-- c --><j/></r>\n'


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_the_bytes_nothing_is_raised(read, data):
    start = data.draw(st.integers(0, len(SOUND)))
    end = data.draw(st.integers(start, min(len(SOUND), start + 20)))
    for item in read(SOUND[:start] + data.draw(st.binary(max_size=20)) + SOUND[end:]):
        assert not isinstance(item, Finding) or item.message("zh")
