"""The committed pictures are what the script draws."""

from xml.etree import ElementTree

import pytest

from catalog_loader.demo import draw, pictures_dir
from catalog_loader.demo.drawings.pen import tint

DRAWN = dict(draw.pictures())


@pytest.mark.parametrize("handle", sorted(DRAWN))
def test_the_committed_picture_is_the_drawn_one(handle):
    committed = (pictures_dir() / f"{handle}.svg").read_text(encoding="utf-8")
    assert committed == DRAWN[handle], "run: python -m catalog_loader.demo.draw"


def test_there_is_no_picture_of_nothing():
    assert {path.stem for path in pictures_dir().glob("*.svg")} == set(DRAWN)


def test_all_pictures_differ():
    drawings = {svg.split("</title>")[1] for svg in DRAWN.values()}
    assert len(drawings) == len(DRAWN)


@pytest.mark.parametrize("handle", sorted(DRAWN))
def test_a_picture_is_sound_small_and_stands_alone(handle):
    svg = DRAWN[handle]
    root = ElementTree.fromstring(svg)
    names = {element.tag.split("}")[1] for element in root.iter()}
    assert names <= {"svg", "title", "g", "path", "rect", "ellipse"}
    assert root.get("viewBox") == "0 0 800 800"
    assert len(svg) < 20_000
    assert len(list(root.iter())) > 20
    assert "href" not in svg


def test_drawing_writes_every_picture(tmp_path):
    draw.main(tmp_path / "new")
    assert len(list((tmp_path / "new").iterdir())) == len(DRAWN)


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, "#804020"), (1, "#ffffff"), (-1, "#1f2a3a"), (0.5, "#c0a090")]
)
def test_tint(amount, expected):
    assert tint("#804020", amount) == expected
