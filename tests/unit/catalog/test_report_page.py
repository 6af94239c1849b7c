"""A report as a page."""

from html.parser import HTMLParser

from support.catalogs import report_of

from catalog_loader.report_page import page


class Reader(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


SHOP = b'{"type":"shop","name":"a","currency":"CNY"}\n'


def test_a_bad_file_as_a_page() -> None:
    report = report_of(SHOP + b'{"type":"product","handle":"<script>","title":""}\n')
    for language, words in (("en", "Has errors"), ("zh", "有错误")):
        read = Reader()
        read.feed(page(report, language))
        text = " ".join(read.text)
        assert words in text
        assert read.tags.count("tr") == 1 + len(report.findings)
        assert "script" not in read.tags
        assert report.findings[0].message(language) in text


def test_a_good_file_has_no_table() -> None:
    variant = '{"sku":"a","price":{"minor":1,"currency":"CNY"},"availability":"in_stock"}'
    product = f'{{"type":"product","handle":"a","title":"碗","variants":[{variant}]}}'
    report = report_of(SHOP + product.encode())
    made = page(report)
    assert "Fit to load" in made
    assert "<table" not in made


def test_what_is_only_counted_is_told() -> None:
    report = report_of(SHOP + b"{\n" * 500)
    assert "malformed_json: +300" in page(report)
