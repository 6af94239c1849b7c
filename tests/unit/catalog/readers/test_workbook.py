"""XLSX workbooks: what is in them, what may not be in them, and what other programs get wrong."""

import io
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from support.catalogs import codes, report_of

from catalog_loader.findings import Finding
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit import workbook as toolkit
from catalog_loader.readers.toolkit.ooxml import MAX_ROW_TEXT, number_text
from catalog_loader.readers.toolkit.tables import MAX_COLUMNS, Row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in ("ab", "bc", "cd", "de", "ef", "fg"))
    + "]>"
)


def relations(*found):
    """A part of relationships: `(id, kind, target)`."""
    each = "".join(
        f'<Relationship Id="{name}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for name, kind, target in found
    )
    return f'<Relationships xmlns="http://x">{each}</Relationships>'


def packed(rows="", *, texts="", styles="", book="", head="", shared=True, **parts):
    """The bytes of a workbook of one sheet, each part as it is given."""
    named = [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml")]
    if shared:
        named.append(("r3", "sharedStrings", "sharedStrings.xml"))
    members = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(*named),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}">{book}<sheets>'
        '<sheet name="商品" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}'
        "</sheetData></worksheet>",
    }
    if not shared:
        del members["xl/sharedStrings.xml"]
    members |= {name.replace("__", "/").replace("_xml", ".xml"): parts[name] for name in parts}
    return archive(members)


def archive(members, compression=zipfile.ZIP_DEFLATED):
    """The bytes of a zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def saved(*rows):
    """The bytes of a workbook as openpyxl writes it."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def tables_in(tmp_path: Path):
    """Gives the tables of a file of these bytes."""

    def tables(data):
        path = tmp_path / "book.xlsx"
        path.write_bytes(data)
        return Source(path, path.name, data[:65536], datetime.now(UTC)).tables

    return tables


@pytest.fixture
def rows_in(tables_in):
    """Gives the rows of a workbook of one sheet: number and cells, or the finding."""

    def rows(data):
        (table,) = tables_in(data)
        return [(r.number, r.cells) if isinstance(r, Row) else r for r in table.rows()]

    return rows


def only_code(rows):
    """The code of the last of some rows, which must be a finding."""
    assert isinstance(rows[-1], Finding)
    return rows[-1].code


def test_what_openpyxl_writes(rows_in):
    data = saved(
        ["名称", " 毛巾 ", 259.9, 0.1 + 0.2, 6901234567892, True, None, 1e-7, 1234567890.55],
        [],
        [None, datetime(2026, 11, 30), datetime(2026, 11, 30, 8, 30)],
    )
    assert rows_in(data) == [
        (1, ["名称", "毛巾", "259.9", "0.3", "6901234567892", "true", "", "0.0000001",
             "1234567890.55"]),
        (3, ["", "2026-11-30", "2026-11-30T08:30:00"]),
    ]  # fmt: skip


def test_every_sheet_is_a_table(tables_in):
    book = Workbook()
    book.active.title = "说明"
    book.create_sheet("商品")["B2"] = "毛巾"
    stream = io.BytesIO()
    book.save(stream)
    tables = tables_in(stream.getvalue())
    assert [table.name for table in tables] == ["说明", "商品"]
    assert [list(table.rows()) for table in tables] == [[], [Row(2, ["", "毛巾"])]]
    assert tables[1].preview == (Row(2, ["", "毛巾"]),)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>5</v></c>", "5"),
        ("<c><v>19.989999999999998</v></c>", "19.99"),
        ("<c><v>6.901234567892E12</v></c>", "6901234567892"),
        ("<c><v>0012</v></c>", "0012"),
        ('<c t="s"><v>1</v></c>', "二"),
        ('<c t="str"><v>文字</v></c>', "文字"),
        ('<c t="inlineStr"><is><t>行内</t></is></c>', "行内"),
        ('<c t="inlineStr"><is><r><t>粗</t></r><r><t>细</t></r></is></c>', "粗细"),
        ('<c t="b"><v>0</v></c>', "false"),
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c t="d"><v>2026-11-30T08:00:00</v></c>', "2026-11-30T08:00:00"),
        ('<c t="s"><v>2</v></c>', "a\nb"),
        ('<c t="s"><v>3</v></c>', "東京"),
        ('<c t="s"><v>4</v></c>', "_x0041_"),
        ('<c s="1"><v>46356</v></c>', "2026-11-30"),
        ('<c s="2"><v>46356.5</v></c>', "2026-11-30T12:00:00"),
        ('<c s="3"><v>46356</v></c>', "2026-11-30"),
        ('<c s="2"><v>0.75</v></c>', "18:00:00"),
        ('<c s="4"><v>259.9</v></c>', "259.9"),
        ('<c s="1"><v>1e300</v></c>', "1" + "0" * 300),
        ("<c><v>1E400</v></c>", "1E400"),
        ("<c><v>不是数</v></c>", "不是数"),
    ],
)
def test_cells_are_text(rows_in, cell, text):
    texts = (
        "<si><t>一</t></si><si><t>二</t></si><si><t>a_x000A_b</t></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><t>_x005F_x0041_</t></si>"
    )
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy/mm/dd hh:mm"/>'
        '<numFmt numFmtId="165" formatCode="&quot;¥&quot;#,##0.00"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="58"/>'
        '<xf numFmtId="165"/></cellXfs>'
    )
    assert rows_in(packed(f"<row>{cell}</row>", texts=texts, styles=styles)) == [(1, [text])]


def test_days_may_be_counted_from_1904(rows_in):
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    data = packed(
        '<row><c s="0"><v>44894</v></c></row>', styles=styles, book='<workbookPr date1904="1"/>'
    )
    assert rows_in(data) == [(1, ["2026-11-30"])]


def test_a_name_before_each_element_changes_nothing(rows_in):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="4"><x:c r="C4"><x:v>9</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    assert rows_in(packed(xl__worksheets__sheet1_xml=sheet)) == [(4, ["", "", "9"])]


@pytest.mark.parametrize(
    "head",
    [
        '<sheetViews><sheetView><pane activePane="bottom_left"/></sheetView></sheetViews>',
        '<dimension ref="A1"/>',
        '<dimension ref="nonsense"/>',
        '<cols><col min="x"/></cols>',
        '<dataValidations count="-1"><dataValidation type="odd"/></dataValidations>',
    ],
)
def test_how_a_sheet_is_shown_cannot_keep_it_from_being_read(rows_in, head):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="D2"><v>2</v></c></row>'
    assert rows_in(packed(rows, head=head)) == [(1, ["1"]), (2, ["", "", "", "2"])]


def test_rows_far_down_are_not_filled_up(rows_in):
    rows = '<row r="1"><c><v>1</v></c></row><row r="2000000000"><c><v>2</v></c></row>'
    assert rows_in(packed(rows)) == [(1, ["1"]), (2000000000, ["2"])]


@pytest.mark.parametrize(
    "formula",
    [
        "<f>SUM(A1:A9)</f><v>3</v>",
        '<f t="shared" si="0"/><v>3</v>',
        '<f t="array" ref="A1">A2:A3*2</f>',
        "<f>HYPERLINK(&quot;http://x&quot;)</f>",
        "<f/>",
    ],
)
def test_a_formula_is_refused_at_its_column_whatever_its_value(rows_in, formula):
    found = rows_in(packed(f'<row r="3"><c r="B3">{formula}</c></row><row><c><v>1</v></c></row>'))
    assert (found[0].code, found[0].row, found[0].values["column"]) == ("formula", "3", "2")
    assert found[1] == (4, ["1"])


@pytest.mark.parametrize("text", ["-棉(加厚)", "=1+1", "+86(021)5550 0000", "@店主(每日)"])
def test_a_text_that_looks_like_a_formula_is_a_text(rows_in, text):
    assert rows_in(packed(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>')) == [
        (1, [text])
    ]


def test_a_workbook_without_shared_texts(rows_in):
    assert rows_in(packed("<row><c><v>1</v></c></row>", shared=False)) == [(1, ["1"])]


def test_a_text_that_is_not_there_is_damage(rows_in):
    assert only_code(rows_in(packed('<row><c t="s"><v>7</v></c></row>'))) == "bad_archive"


def test_twenty_thousand_columns(rows_in):
    cells = "".join("<c><v>1</v></c>" for _ in range(20_000))
    found = rows_in(packed(f"<row>{cells}</row><row><c><v>1</v></c></row>"))
    assert [(f.code, f.row, f.values["count"]) for f in found] == [
        ("too_many_columns", "1", "20000")
    ]


def test_one_cell_far_to_the_right(rows_in):
    assert only_code(rows_in(packed('<row><c r="ACOF1"><v>1</v></c></row>'))) == "too_many_columns"


def test_blank_cells_far_to_the_right_are_nothing(rows_in):
    rows = '<row><c><v>1</v></c><c r="XFD1" s="3"/></row>'
    assert rows_in(packed(rows)) == [(1, ["1"])]


def test_as_many_columns_as_may_be(rows_in):
    cells = "".join("<c><v>1</v></c>" for _ in range(MAX_COLUMNS))
    assert rows_in(packed(f"<row>{cells}</row>")) == [(1, ["1"] * MAX_COLUMNS)]


def test_one_long_text_in_many_cells_is_not_repeated_in_memory(rows_in):
    chars = random.Random(1).choices("天地玄黄宇宙洪荒日月盈昃", k=200_000)
    row = "<row>" + '<c t="s"><v>0</v></c>' * 1500 + "</row>"
    found = rows_in(
        packed(row + "<row><c><v>1</v></c></row>", texts=f"<si><t>{''.join(chars)}</t></si>")
    )
    assert found[0].code == "long_line"
    assert found[0].values == {"limit": f"{MAX_ROW_TEXT / 1024 / 1024:g}"}
    assert found[1] == (2, ["1"])


ROW = '<row><c t="inlineStr"><is><t>&g;</t></is></c></row>'
DOCUMENTS = {
    "xl__worksheets__sheet1_xml": f'{BOMB}<worksheet xmlns="{MAIN}"><sheetData>{ROW}</sheetData>'
    "</worksheet>",
    "xl__sharedStrings_xml": f'{BOMB}<sst xmlns="{MAIN}"><si><t>&g;</t></si></sst>',
    "xl__styles_xml": f'{BOMB}<styleSheet xmlns="{MAIN}">&g;</styleSheet>',
    "xl__workbook_xml": f"{BOMB}<workbook>&g;</workbook>",
    "_rels/.rels": f"{BOMB}<Relationships>&g;</Relationships>",
}


@pytest.mark.parametrize("part", DOCUMENTS)
def test_an_entity_bomb_is_refused_wherever_it_stands(part):
    rows = '<row><c t="s"><v>0</v></c><c s="0"><v>5</v></c></row>'
    report = report_of(packed(rows, **{part: DOCUMENTS[part]}))
    assert codes(report) == [("unsafe_document", "", "")]
    assert report.fatal


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_an_outside_entity_is_refused(url):
    sheet = (
        f'<!DOCTYPE w [<!ENTITY g SYSTEM "{url}">]><worksheet xmlns="{MAIN}"><sheetData>{ROW}'
        "</sheetData></worksheet>"
    )
    report = report_of(packed(xl__worksheets__sheet1_xml=sheet))
    assert codes(report) == [("unsafe_document", "", "")]


def test_a_sheet_that_is_not_well_formed():
    data = packed(xl__worksheets__sheet1_xml="<worksheet><sheetData><row>")
    assert codes(report_of(data)) == [("malformed_document", "", "")]


def test_a_zip_bomb_is_not_unpacked():
    sheet = "<worksheet><sheetData>" + " " * 40_000_000 + "</sheetData></worksheet>"
    data = packed(xl__worksheets__sheet1_xml=sheet)
    assert len(data) < 100_000
    assert codes(report_of(data)) == [("archive_bomb", "", "")]


def test_more_than_may_be_unpacked_in_all(monkeypatch):
    monkeypatch.setattr(toolkit, "MAX_UNPACKED", 1000)
    assert codes(report_of(saved(["a", "b"]))) == [("archive_bomb", "", "")]


def test_more_shared_text_than_may_be_held(monkeypatch):
    monkeypatch.setattr(toolkit, "MAX_SHARED", 100)
    data = packed('<row><c t="s"><v>0</v></c></row>', texts="<si><t>天地</t></si>" * 20)
    assert codes(report_of(data)) == [("archive_bomb", "", "")]


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(toolkit, "MAX_MEMBERS", 5)
    assert codes(report_of(saved(["a", "b"]))) == [("archive_bomb", "", "")]


def test_a_member_that_unpacks_to_more_than_it_says_is_damage(rows_in):
    data = packed("".join(f"<row><c><v>{n}</v></c></row>" for n in range(500)))
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    lied = data[: entry + 24] + (200).to_bytes(4, "little") + data[entry + 28 :]
    assert only_code(rows_in(lied)) in ("bad_archive", "malformed_document")


@pytest.mark.parametrize("kept", [4, 30, 200, 2000])
def test_a_zip_cut_short(kept):
    report = report_of(saved(["标题", "价格"], ["毛巾", 9])[:kept])
    assert codes(report) == [("bad_archive", "", "")]


def test_a_damaged_member(rows_in):
    data = bytearray(packed("".join(f"<row><c><v>{n * n}</v></c></row>" for n in range(5000))))
    start = data.index(b"xl/worksheets/sheet1.xml") + 2000
    data[start : start + 50] = bytes(50)
    assert only_code(rows_in(bytes(data))) in ("bad_archive", "malformed_document")


def test_a_zip_with_a_password():
    data = bytearray(saved(["a", "b"]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    assert codes(report_of(bytes(data))) == [("encrypted_file", "", "")]


def test_a_zip_packed_as_no_workbook_is():
    data = archive({"xl/workbook.xml": "<workbook/>"}, zipfile.ZIP_LZMA)
    assert codes(report_of(data)) == [("bad_archive", "", "")]


OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def test_a_workbook_with_a_password():
    name = "EncryptedPackage".encode("utf-16-le")
    padding = random.Random(2).randbytes(1024 * 1024 - len(OLE) - 7)
    report = report_of(OLE + padding + name + bytes(600))
    assert codes(report) == [("encrypted_file", "", "")]
    assert report.findings[0].message("zh") == "文件设了密码，打不开"


def test_a_workbook_of_before_2007():
    report = report_of(OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(600))
    assert codes(report) == [("old_workbook", "", "")]


@pytest.mark.parametrize(
    "members",
    [
        {"readme.txt": "hello"},
        {
            "word/document.xml": "<x/>",
            "_rels/.rels": relations(("1", "officeDocument", "word/d.xml")),
        },
        {
            "_rels/.rels": relations(("1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": "x",
        },
        {"_rels/.rels": relations(("1", "officeDocument", "../../etc/passwd"))},
    ],
)
def test_a_zip_that_is_no_workbook_is_an_unknown_format(members):
    assert report_of(archive(members)).by_code["unknown_format"] == 1


def test_a_csv_of_too_many_columns_says_so():
    report = report_of((",".join(["a"] * 20_000) + "\n").encode() * 2)
    assert codes(report)[0][0] == "too_many_columns"


@pytest.mark.parametrize(
    ("raw", "text"),
    [("1", "1"), ("-1", "-1"), ("1.50", "1.5"), ("1e3", "1000"), ("nan", "nan"), ("", ""),
     ("0.1", "0.1"), ("123456789012345678", "123456789012345678"), ("-0.0", "-0")],
)  # fmt: skip
def test_numbers_as_people_write_them(raw, text):
    assert number_text(raw) == text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_in_a_sheet_there_is_a_report(data):
    piece = st.sampled_from(
        ["<row>", "</row>", '<row r="9">', "<c>", "</c>", '<c t="s">', "<v>", "</v>", "<f>", "</f>",
         "<is>", "</is>", "<t>", "</t>", "1", "毛巾", "&amp;", '<c r="ZZZ9"/>', "<rPh>", "</rPh>"]
    )  # fmt: skip
    rows = "".join(data.draw(st.lists(piece, max_size=30)))
    assert report_of(packed(rows)).as_json()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_bytes_of_a_zip_there_is_a_report(data):
    sound = SOUND
    start = data.draw(st.integers(0, len(sound) - 1))
    change = data.draw(st.binary(max_size=16))
    length = data.draw(st.integers(0, 16))
    assert report_of(sound[:start] + change + sound[start + length :]).as_json()


SOUND = packed(
    '<row><c t="s"><v>0</v></c><c><v>5</v></c></row>' * 3,
    texts="<si><t>标题</t></si>",
    styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
)
