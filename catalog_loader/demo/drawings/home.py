"""家居: things for the home."""

from catalog_loader.demo.drawings.pen import (
    both,
    circle,
    drop,
    ellipse,
    leaf,
    path,
    rect,
    shadow,
    stroke,
    tint,
    turned,
)  # fmt: skip
from catalog_loader.demo.drawings.vessels import gloss

WHITE = "#fdfaf4"
WOOD = "#b98b5e"


def bedding() -> str:
    """A made bed."""
    rose = "#c89b94"
    board = rect(170, 270, 460, 200, WOOD, 30) + rect(194, 294, 412, 150, tint(WOOD, 0.15), 20)
    pillows = both(
        rect(214, 364, 172, 96, WHITE, 34) + stroke("M236 440Q300 456 364 440", tint(rose, 0.4), 5)
    )
    quilt = path("M160 470Q400 420 640 470L664 620Q400 660 136 620Z", rose)
    fold = path("M160 470Q400 420 640 470L646 510Q400 464 154 510Z", tint(rose, 0.45))
    creases = "".join(
        stroke(f"M{x} 516Q{x + d} 560 {x + d * 2} 626", tint(rose, -0.2), 5, 0.45)
        for x, d in ((250, -14), (350, -5), (450, 5), (550, 14))
    )
    legs = rect(176, 616, 26, 40, WOOD, 6) + rect(598, 616, 26, 40, WOOD, 6)
    return shadow(280, 660) + board + pillows + legs + quilt + fold + creases


def pillow() -> str:
    """A curved pillow, pressed by a hand's breadth."""
    blue = "#a9bcd0"
    body = path(
        "M160 520Q150 420 230 410Q300 404 340 450Q400 490 460 450Q500 404 570 410"
        "Q650 420 640 520Q640 620 560 620H240Q160 620 160 520Z",
        WHITE,
    )
    side = path(
        "M160 540Q160 620 240 620H560Q640 620 640 540Q600 590 400 590Q200 590 160 540Z", blue, 0.55
    )
    seams = both(stroke("M196 470Q250 440 306 470", blue, 5, 0.6))
    tag = rect(560, 560, 50, 34, "#d8a48f", 6)
    moon = path("M560 200A70 70 0 1 0 630 290A58 58 0 0 1 560 200Z", "#f2d58a")
    stars = "".join(
        circle(x, y, r, "#ffffff", 0.9) for x, y, r in ((250, 250, 7), (320, 200, 5), (430, 270, 6))
    )
    return shadow(260, 630) + moon + stars + body + side + seams + tag


def towels() -> str:
    """A stack of folded towels."""
    stack = ""
    for i, colour in enumerate(("#8fa9bf", "#e9c9c4", WHITE)):
        y = 560 - i * 88
        stack += rect(220 + i * 8, y, 360 - i * 16, 84, colour, 38)
        stack += rect(220 + i * 8, y + 46, 360 - i * 16, 38, tint(colour, -0.2), 19, 0.3)
        stack += stroke(f"M{262 + i * 8} {y + 44}H{548 - i * 8}", tint(colour, -0.25), 4, 0.5)
        stack += rect(270 + i * 8, y, 18, 84, tint(colour, -0.18 if i < 2 else -0.1), 4, 0.5)
    sprig = (
        leaf(400, 384, 90, "#7f9c7a", 30)
        + leaf(400, 384, 84, "#93ad8c", -34)
        + leaf(400, 384, 100, "#89a583")
    )
    return shadow(230) + stack + sprig


def storage_box() -> str:
    """Two stacked boxes on wheels."""

    def one(y: float, w: float, colour: str) -> str:
        x = 400 - w / 2
        body = path(
            f"M{x} {y}H{x + w}L{x + w - 20} {y + 150}Q{x + w - 24} {y + 168} {x + w - 44} {y + 168}"
            f"H{x + 44}Q{x + 24} {y + 168} {x + 20} {y + 150}Z",
            colour,
            0.75,
        )
        content = rect(x + 44, y + 60, w - 88, 96, tint(colour, -0.25), 14, 0.45)
        lid = rect(x - 14, y - 30, w + 28, 36, tint(colour, -0.2), 12)
        locks = "".join(rect(lx, y - 24, 26, 66, "#f2b56b", 8) for lx in (x + 10, x + w - 36))
        return body + content + lid + locks

    wheels = "".join(
        circle(x, 644, 17, "#4d5358") + circle(x, 644, 7, "#c8ccd0") for x in (262, 538)
    )
    return shadow(230, 660) + wheels + one(464, 370, "#a7c4bc") + one(258, 310, "#dcc7a1")


def vacuum_bottle() -> str:
    """A slim vacuum bottle."""
    blue = "#5f7f95"
    body = rect(316, 290, 168, 360, blue, 34) + rect(426, 294, 54, 352, tint(blue, -0.35), 28, 0.4)
    lid = rect(326, 196, 148, 84, tint(blue, -0.35), 20) + rect(320, 270, 160, 26, "#d5dade", 6)
    loop = stroke("M360 196Q360 150 400 150Q440 150 440 196", tint(blue, -0.2), 16)
    steam = "".join(stroke(f"M{x} 530q-16-24 0-46t0-44", "#ffffff", 8, 0.7) for x in (560, 600))
    cup = (
        path("M530 560H640L628 650H542Z", WHITE)
        + ellipse(585, 560, 55, 14, "#d8c5a6")
        + ellipse(585, 562, 44, 9, "#a7793d")
    )
    return (
        shadow(220)
        + loop
        + lid
        + body
        + gloss(334, 320, 230)
        + leaf(400, 520, 80, WHITE, 12)
        + steam
        + cup
    )


def candle() -> str:
    """A candle in a glass."""
    glow = circle(400, 300, 120, "#ffe9a8", 0.6)
    glass = rect(290, 380, 220, 270, "#e9dfcf", 26) + rect(300, 420, 200, 220, WHITE, 18)
    flame = path("M400 230Q444 296 400 336Q356 296 400 230Z", "#f5a742") + path(
        "M400 272Q420 304 400 326Q380 304 400 272Z", "#fff1b8"
    )
    paper = rect(330, 470, 140, 110, tint(WOOD, 0.35), 10) + leaf(400, 566, 76, "#7f9c7a")
    lid = turned(
        ellipse(590, 610, 74, 20, WOOD) + ellipse(590, 604, 74, 19, tint(WOOD, 0.2)), -12, 590, 610
    )
    return (
        shadow(230)
        + glow
        + glass
        + ellipse(400, 420, 100, 18, "#f7efd9")
        + stroke("M400 416V336", "#4a3b2c", 6)
        + flame
        + paper
        + lid
        + gloss(306, 440, 150)
    )


def bath_mat() -> str:
    """A mat with wet footprints."""
    grey = "#8d9299"
    mat = path("M230 380H590L670 620H130Z", grey) + path("M130 620H670V640H130Z", tint(grey, -0.35))
    edge = stroke("M248 398H572L640 602H160Z", "#ffffff", 5, 0.45, "14 12")

    def foot(x: float, y: float, turn: float) -> str:
        sole = path(
            f"M{x} {y - 60}q34 6 26 56q-4 24-6 46q-4 24-22 24q-20 0-20-26q2-30-4-54q-4-46 26-46Z",
            tint(grey, -0.3),
            0.75,
        )
        toes = "".join(
            circle(x - 24 + i * 13, y - 72 + abs(i - 1) * 4, 9 - i, tint(grey, -0.3), 0.75)
            for i in range(5)
        )
        return turned(sole + toes, turn, x, y)

    drops = (
        drop(170, 330, 20, "#a7cfe0")
        + drop(620, 290, 26, "#a7cfe0")
        + drop(560, 240, 14, "#a7cfe0")
    )
    return shadow(280, 650) + mat + edge + foot(346, 500, -8) + foot(456, 520, 8) + drops


def wok() -> str:
    """A wok with vegetables leaping."""
    pan = path("M150 440H550Q540 610 350 610Q160 610 150 440Z", "#5a5f63") + path(
        "M450 590Q540 550 550 440H490Q500 540 450 590Z", "#2e3235", 0.4
    )
    rim = ellipse(350, 440, 200, 46, "#71777c") + ellipse(350, 442, 180, 36, "#3b4044")
    specks = "".join(
        circle(200 + (i * 71) % 300, 500 + (i * 37) % 80, 3, "#d8d4cc", 0.5) for i in range(16)
    )
    handle = stroke("M546 452L700 400", WOOD, 28) + stroke("M552 450L590 436", "#2e3235", 30)
    food = "".join(
        circle(x, y, 24, "#e4572e") + circle(x, y, 15, "#f08a5d")
        for x, y in ((280, 400), (420, 330))
    )
    food += (
        leaf(340, 410, 70, "#6a994e", -20)
        + leaf(390, 420, 60, "#86b56a", 40)
        + leaf(300, 320, 54, "#6a994e", 70)
    )
    food += "".join(
        turned(rect(x, y, 50, 16, "#f2c14e", 6), a, x, y)
        for x, y, a in ((230, 360, 30), (350, 270, -40), (450, 400, 10))
    )
    return shadow(230, 630, 350) + handle + pan + specks + rim + food


def umbrella() -> str:
    """An open umbrella in rain and sun."""
    green = "#6f8f72"
    pole = stroke("M400 380V610Q400 654 440 654Q478 654 478 616", WOOD, 14)
    canopy = path(
        "M160 400Q180 190 400 180Q620 190 640 400Q600 366 560 400Q520 366 480 400"
        "Q440 366 400 400Q360 366 320 400Q280 366 240 400Q200 366 160 400Z",
        green,
    )
    panels = path(
        "M400 180Q300 260 320 400Q360 366 400 400Q440 366 480 400Q500 260 400 180Z",
        tint(green, 0.25),
    )
    sides = path(
        "M400 180Q560 210 560 400Q600 366 640 400Q620 190 400 180Z", tint(green, -0.25), 0.5
    )
    rain = "".join(
        drop(x, y, 11, "#8fbcd4")
        for x, y in ((220, 480), (280, 560), (540, 470), (600, 550), (190, 590))
    )
    return (
        shadow(150, 668, 430)
        + rain
        + pole
        + canopy
        + sides
        + panels
        + rect(394, 156, 12, 34, WOOD, 6)
    )


DRAWINGS = {
    "cotton-bedding-set": bedding,
    "memory-foam-pillow": pillow,
    "combed-cotton-towel": towels,
    "stackable-storage-box": storage_box,
    "vacuum-bottle": vacuum_bottle,
    "soy-candle": candle,
    "diatom-bath-mat": bath_mat,
    "nonstick-wok": wok,
    "compact-umbrella": umbrella,
}
