"""Draw the demo shop's product pictures: `python -m catalog_loader.demo.draw`.

One SVG of 800 × 800 a product into `pictures/<handle>.svg`; the same input gives the same bytes.
"""

import json
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from catalog_loader.demo import demo_catalog_path, pictures_dir
from catalog_loader.demo.drawings import appliances, baby, care, clothes, food, home
from catalog_loader.demo.drawings.pen import SIZE, circle, ellipse, rect, stroke, tint

_DRAWINGS = (
    clothes.DRAWINGS | care.DRAWINGS | food.DRAWINGS
    | appliances.DRAWINGS | baby.DRAWINGS | home.DRAWINGS
)  # fmt: skip

# Wall, ground and accent of each category's stage.
_STAGES = {
    "服饰": ("#e4ebf4", "#cbd8e8", "#f6c48f"),
    "护肤": ("#fbe7e2", "#f2cfc7", "#ffffff"),
    "食品": ("#fdf0d5", "#f3d9a4", "#f08a5d"),
    "小家电": ("#dfeeea", "#bfdcd4", "#f9d976"),
    "母婴": ("#e3f0fa", "#c6dff1", "#fbd3dc"),
    "家居": ("#efe8dd", "#dccdb8", "#9db39a"),
}


def stage(category: str, number: int) -> str:
    """The wall and the ground a product stands on; `number` shifts the decoration."""
    wall, ground, accent = _STAGES[category]
    shift = (number * 53) % 160 - 80
    sun = circle(400 + shift, 360, 280, tint(wall, 0.45))
    spot = circle(610 - shift, 180, 54, accent, 0.55)
    dots = "".join(
        circle(86 + column * 26, 96 + row * 26, 4, tint(wall, -0.25), 0.35)
        for row in range(3)
        for column in range(4)
    )
    arc = stroke(f"M{640 + shift // 4} 620A150 150 0 0 1 790 470", accent, 10, 0.5)
    floor = rect(0, 560, SIZE, 240, ground) + ellipse(400, 650, 330, 62, tint(ground, 0.35), 0.8)
    return rect(0, 0, SIZE, SIZE, wall) + sun + spot + dots + arc + floor


def picture(handle: str, title: str, category: str, number: int) -> str:
    """The whole SVG of one product. Raises `KeyError` for a product nobody has drawn."""
    drawing = stage(category, number) + _DRAWINGS[handle]()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img">'
        f"<title>{escape(title)}</title>{drawing}</svg>\n"
    ).replace("><", ">\n<")


def pictures() -> Iterator[tuple[str, str]]:
    """Handle and SVG of every product of the demo shop."""
    lines = demo_catalog_path().read_text(encoding="utf-8").splitlines()
    products = [record for record in map(json.loads, lines) if record["type"] == "product"]
    for number, product in enumerate(products):
        handle, title, category = product["handle"], product["title"], product["category"]
        yield handle, picture(handle, title, category, number)


def main(folder: Path) -> None:
    """Write every picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for handle, svg in pictures():
        (folder / f"{handle}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else pictures_dir())
