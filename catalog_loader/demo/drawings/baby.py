"""母婴: mother and baby."""

from catalog_loader.demo.drawings.clothes import top
from catalog_loader.demo.drawings.pen import (
    both,
    circle,
    ellipse,
    moved,
    path,
    rect,
    shadow,
    stroke,
    tint,
    turned,
)  # fmt: skip
from catalog_loader.demo.drawings.vessels import bottle, gloss, label, pouch, pump

WHITE = "#fffdf9"
PINK = "#f4b6c2"
BLUE = "#8fc1e3"
YELLOW = "#f7d070"


def heart(x: float, y: float, size: float, colour: str) -> str:
    """A heart whose tip is `size` under (x, y)."""
    s = size
    return path(f"M{x} {y + s}C{x - 1.6 * s} {y} {x - s} {y - s} {x} {y - 0.3 * s}"
                f"C{x + s} {y - s} {x + 1.6 * s} {y} {x} {y + s}Z", colour)  # fmt: skip


def bear(x: float, y: float, r: float, colour: str) -> str:
    """A bear's face."""
    ears = "".join(circle(x + s * r * 0.75, y - r * 0.75, r * 0.38, colour) for s in (-1, 1))
    eyes = "".join(circle(x + s * r * 0.36, y - r * 0.12, r * 0.1, "#40332b") for s in (-1, 1))
    snout = ellipse(x, y + r * 0.32, r * 0.42, r * 0.32, tint(colour, 0.55))
    return (
        ears + circle(x, y, r, colour) + snout + eyes + circle(x, y + r * 0.2, r * 0.12, "#40332b")
    )


def diapers() -> str:
    """A pack of diapers and one diaper."""
    pack = (
        moved(pouch(BLUE, w=340), -60, 0)
        + circle(340, 430, 108, WHITE)
        + bear(340, 436, 66, "#d9a066")
    )
    one = path(
        "M470 500H690Q696 560 640 572Q620 640 580 640Q540 640 520 572Q464 560 470 500Z", WHITE
    )
    tabs = rect(462, 496, 52, 36, YELLOW, 8) + rect(646, 496, 52, 36, YELLOW, 8)
    legs = stroke("M494 562Q540 572 556 632M666 562Q620 572 604 632", tint(BLUE, 0.3), 8)
    return shadow(260) + pack + one + legs + tabs + heart(580, 546, 18, PINK)


def wipes() -> str:
    """A pack of wipes with one drawn out."""
    pack = rect(200, 420, 400, 220, tint(BLUE, 0.25), 40) + rect(200, 540, 400, 100, BLUE, 40, 0.6)
    lid = rect(296, 398, 208, 60, WHITE, 20) + rect(296, 440, 208, 18, tint(BLUE, -0.1), 8, 0.4)
    tissue = path("M340 404Q330 320 376 262Q400 300 440 250Q480 330 458 404Z", "#ffffff")
    folds = stroke("M376 300Q370 350 380 396M424 300Q430 350 420 396", tint(BLUE, 0.5), 5)
    ends = "".join(rect(x, 440, 16, 180, tint(BLUE, -0.2), 8, 0.35) for x in (208, 576))
    return shadow(240) + tissue + folds + pack + ends + lid + bear(400, 556, 46, "#d9a066")


def feeding_bottle() -> str:
    """A wide-neck bottle with handles."""
    teat = path("M366 230Q364 150 400 146Q436 150 434 230Z", "#f6dfc0")
    ring = rect(312, 224, 176, 64, YELLOW, 16)
    glass = path(
        "M318 286H482Q516 320 512 380V606Q512 646 472 646H328Q288 646 288 606V380Q284 320 318 286Z",
        "#f5e6c8",
    )
    milk = path(
        "M288 430Q344 410 400 430T512 430V606Q512 646 472 646H328Q288 646 288 606Z", "#ffffff"
    )
    marks = "".join(stroke(f"M470 {y}h28", "#d09a4a", 5) for y in range(420, 610, 38))
    handles = both(stroke("M300 330Q206 340 216 450Q226 520 292 520", tint(YELLOW, -0.08), 26))
    return (
        shadow(180)
        + handles
        + glass
        + milk
        + marks
        + ring
        + teat
        + gloss(308, 360, 190)
        + heart(390, 520, 30, PINK)
    )


def romper() -> str:
    """A baby's one-piece."""
    colour = "#f3dfbf"
    legs = both(
        path("M272 520L262 640H360L400 584V520Z", colour)
        + rect(258, 626, 104, 26, tint(colour, -0.15), 10)
    )
    neck = path("M350 206Q400 262 450 206Q400 224 350 206Z", tint(colour, -0.3)) + stroke(
        "M346 208Q400 274 454 208", tint(colour, -0.15), 13
    )
    snaps = "".join(
        circle(x, y, 7, "#d08c60")
        for x, y in ((368, 612), (384, 590), (400, 572), (416, 590), (432, 612))
    )
    ears = bear(400, 410, 58, "#c98f5a")
    return shadow(190, 668) + legs + top(colour, hem=530, width=128) + neck + ears + snaps


def sippy_cup() -> str:
    """A straw cup with handles."""
    cup = path("M290 330H510L490 610Q488 646 452 646H348Q312 646 310 610Z", tint(BLUE, 0.3))
    water = path(
        "M298 440Q350 424 400 440T502 440L490 610Q488 646 452 646H348Q312 646 310 610Z", BLUE, 0.7
    )
    lid = rect(276, 270, 248, 72, YELLOW, 26) + path(
        "M430 270Q430 210 500 200L516 240Q470 246 472 270Z", tint(YELLOW, -0.12)
    )
    straw = (
        stroke("M380 270V210Q380 176 340 168", "#ffffff", 20)
        + stroke("M388 300V580", "#ffffff", 10, 0.6)
        + circle(388, 596, 18, "#ffffff", 0.8)
    )
    handles = both(stroke("M296 360Q200 366 214 470Q226 536 306 530", YELLOW, 26))
    return (
        shadow(190)
        + handles
        + cup
        + water
        + straw
        + lid
        + bear(430, 500, 40, WHITE)
        + gloss(316, 370, 150)
    )


def baby_wash() -> str:
    """A pump bottle and a rubber duck."""
    body = moved(
        bottle("#cfe8d8", WHITE, w=210, top=320)
        + pump(400, 272, WHITE)
        + label(336, 410, 128, 170, "#6fb08c"),
        -60,
        0,
    )
    duck = (
        ellipse(580, 600, 78, 50, YELLOW)
        + circle(616, 530, 42, YELLOW)
        + path("M650 530l40 10l-40 16Z", "#f08a4b")
    )
    duck += circle(626, 520, 6, "#40332b") + path(
        "M530 590q30-30 60 6q-30 30-60-6Z", tint(YELLOW, -0.15)
    )
    bubbles = "".join(
        circle(x, y, r, "#ffffff", 0.75)
        for x, y, r in (
            (210, 620, 30),
            (246, 644, 18),
            (520, 470, 18),
            (556, 430, 12),
            (190, 570, 14),
        )
    )
    return shadow(260) + body + duck + bubbles


def play_mat() -> str:
    """A folded play mat with a stacking toy."""
    folds = "".join(
        path(f"M{160 + i * 150} {470 + (i % 2) * 44}l150 {44 - (i % 2) * 88}"
             f"V{640 - (i % 2) * 44}l-150 {-44 + (i % 2) * 88}Z", colour)
        for i, colour in enumerate((tint(PINK, 0.15), tint(BLUE, 0.1), tint(YELLOW, 0.2)))
    )  # fmt: skip
    shapes = (
        circle(236, 560, 26, WHITE, 0.85)
        + heart(386, 546, 26, WHITE)
        + turned(rect(510, 532, 50, 50, WHITE, 10), 14, 535, 557)
    )
    rings = "".join(
        ellipse(590, 470 - i * 42, 80 - i * 15, 24, colour)
        for i, colour in enumerate(("#e07a5f", YELLOW, "#81b29a", BLUE))
    )
    toy = rect(582, 290, 16, 200, "#d9b38c", 8) + rings + circle(590, 296, 20, "#e07a5f")
    return shadow(270, 648) + moved(toy, -190, 10) + folds + shapes


DRAWINGS = {
    "breathable-diapers": diapers,
    "baby-wipes": wipes,
    "ppsu-bottle": feeding_bottle,
    "cotton-romper": romper,
    "straw-sippy-cup": sippy_cup,
    "baby-wash-2in1": baby_wash,
    "folding-play-mat": play_mat,
}
