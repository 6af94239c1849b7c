"""食品: food and drink."""

from catalog_loader.demo.drawings.pen import (
    circle,
    ellipse,
    leaf,
    moved,
    path,
    rect,
    shadow,
    stroke,
    tint,
    turned,
)  # fmt: skip
from catalog_loader.demo.drawings.vessels import box, jar, label, pouch, tin

CREAM = "#fff6e3"


def window(x: float, y: float, rx: float, ry: float, inside: str) -> str:
    """A pouch's window, filled with `inside`."""
    return ellipse(x, y, rx + 10, ry + 10, "#ffffff", 0.8) + ellipse(x, y, rx, ry, inside)


def nuts() -> str:
    """A pouch of mixed nuts, some spilt before it."""

    def almond(x: float, y: float, turn: float) -> str:
        shape = f"M{x} {y - 34}Q{x + 26} {y} {x} {y + 26}Q{x - 26} {y} {x} {y - 34}Z"
        return turned(path(shape, "#b9783e") + stroke(f"M{x} {y - 22}V{y + 14}", "#8b5527", 3, 0.6),
                      turn, x, y)  # fmt: skip

    def cashew(x: float, y: float, turn: float) -> str:
        return turned(stroke(f"M{x - 24} {y}Q{x} {y - 34} {x + 24} {y}", "#f0d6a4", 24), turn, x, y)

    berries = "".join(circle(x, y, 13, "#a02c44") for x, y in ((362, 492), (452, 508), (604, 640)))
    inside = almond(366, 446, 30) + cashew(432, 458, 20) + almond(420, 502, -60) + berries
    spilt = almond(190, 630, 70) + cashew(256, 652, -10) + almond(560, 648, -80)
    body = (
        pouch("#2f6b57", x=400) + rect(300, 276, 200, 84, CREAM, 10) + leaf(400, 348, 56, "#6a994e")
    )
    return shadow(250) + body + window(400, 476, 96, 72, "#e9c48c") + inside + spilt


def oatmeal() -> str:
    """A bowl of oatmeal with fruit."""
    bowl = path("M190 430H610Q600 640 400 640Q200 640 190 430Z", "#e07a5f")
    shade = path("M470 636Q590 600 610 430H540Q540 580 470 636Z", tint("#e07a5f", -0.3), 0.4)
    milk = ellipse(400, 430, 210, 62, CREAM) + ellipse(400, 430, 188, 50, "#e8cf9b")
    flakes = "".join(
        turned(ellipse(x, y, 20, 11, "#d3a95f"), x, x, y)
        for x, y in (
            (270, 430),
            (318, 452),
            (350, 412),
            (400, 462),
            (446, 424),
            (500, 448),
            (534, 424),
        )
    )
    fruit = "".join(
        path(f"M{x} {y}q-34-18-28-44q28-16 56 0q6 26-28 44Z", "#d6334b")
        + leaf(x, y - 44, 26, "#6a994e", 20)
        for x, y in ((330, 440), (452, 462))
    )
    blue = "".join(circle(x, y, 17, "#49548f") for x, y in ((396, 420), (508, 428), (288, 450)))
    spoon = stroke("M520 400L640 220", "#c9a15d", 16)
    band = stroke("M208 520Q400 580 592 520", CREAM, 9, 0.6)
    return shadow(190) + spoon + bowl + shade + band + milk + flakes + fruit + blue


def jasmine_tea() -> str:
    """A tea tin, a cup, and jasmine."""

    def flower(x: float, y: float) -> str:
        petals = "".join(
            turned(ellipse(x, y - 20, 11, 20, "#ffffff"), a, x, y) for a in range(0, 360, 72)
        )
        return petals + circle(x, y, 8, "#f2c14e")

    can = moved(tin("#3f7d6e", w=220), -70, 0) + label(260, 400, 140, 170, "#3f7d6e", CREAM)
    cup = path("M480 530H650Q646 648 566 648Q486 648 480 530Z", "#ffffff")
    cup += ellipse(565, 530, 85, 22, "#f1ead6") + ellipse(565, 532, 72, 16, "#d9b44a")
    steam = "".join(stroke(f"M{x} 490q-16-24 0-48t0-48", "#ffffff", 8, 0.7) for x in (540, 590))
    flowers = flower(214, 622) + flower(256, 646) + flower(640, 636)
    return shadow(260) + can + steam + cup + flowers + leaf(196, 650, 60, "#6a994e", -70)


def drip_coffee() -> str:
    """A drip bag hung over a cup."""
    cup = path("M250 440H540Q536 650 470 650H320Q254 650 250 440Z", "#fdfaf3")
    cup += stroke("M540 480Q640 480 620 560Q606 600 530 590", "#fdfaf3", 26)
    cup += ellipse(395, 440, 145, 34, "#eadfc9") + ellipse(395, 444, 124, 25, "#5b3a29")
    bag = path("M300 250H490L470 430H320Z", "#d9b78f") + path(
        "M300 250H490L484 300H306Z", "#6f4a34"
    )
    wings = path("M306 300L238 430L270 438L324 340Z", "#f4e3c8") + path(
        "M484 300L552 430L520 438L466 340Z", "#f4e3c8"
    )
    steam = "".join(stroke(f"M{x} 220q-18-26 0-52t0-48", "#ffffff", 9, 0.7) for x in (360, 430))
    beans = "".join(
        turned(ellipse(x, y, 22, 15, "#5b3a29") + stroke(f"M{x - 16} {y}q16 8 32 0", "#3b241a", 3),
               turn, x, y)
        for x, y, turn in ((180, 640, 30), (226, 654, -20), (640, 650, 50))
    )  # fmt: skip
    return shadow(230) + steam + cup + wings + bag + circle(395, 372, 24, "#6f4a34") + beans


def jerky() -> str:
    """A pouch of beef jerky and some strips."""

    def strip(x: float, y: float, turn: float) -> str:
        shape = f"M{x - 70} {y}q20-26 60-16t80-6q10 20-10 34t-70 6t-60-18Z"
        grain = stroke(f"M{x - 52} {y}q40-12 100-8", "#d98a5b", 4, 0.6)
        return turned(path(shape, "#8c3b24") + grain, turn, x, y)

    body = pouch("#7b2d26", w=310) + rect(280, 290, 240, 110, "#f2d9a8", 12)
    horns = stroke("M336 340Q344 372 400 372Q456 372 464 340", "#7b2d26", 14)
    inside = strip(400, 490, 0) + strip(404, 530, 12)
    pile = strip(230, 640, -8) + strip(300, 660, 6) + strip(580, 650, -6)
    return shadow(250) + body + horns + window(400, 510, 100, 66, "#c9824f") + inside + pile


def honey() -> str:
    """A jar of honey and a dipper."""
    gold = "#f0a830"
    body = jar(gold, "#7a4f2a", w=270, top=370)
    comb = "".join(
        path(f"M{x} {y}l26 15v30l-26 15l-26-15v-30Z", "#fff3cf", 0.85)
        for x, y in ((372, 440), (428, 440), (400, 488))
    )
    dipper = stroke("M610 650L560 470", "#b07b46", 14) + "".join(
        turned(ellipse(548, 420 + i * 18, 36 - abs(i - 1.5) * 6, 9, "#c98f52"), -15, 548, 440)
        for i in range(4)
    )
    return shadow(240) + body + comb + dipper + path("M548 490q-14 40 0 54q14-14 0-54Z", gold)


def rice() -> str:
    """A brick of rice and a bowl."""
    brick = moved(box("#c94f3d", w=260, h=380), -70, 0) + label(
        196, 330, 190, 220, "#c94f3d", CREAM
    )
    bowl = path("M470 560H680Q670 650 575 650Q480 650 470 560Z", "#3c6e91")
    heap = path("M478 562Q500 476 575 476Q650 476 672 562Z", "#ffffff")
    grains = "".join(
        turned(ellipse(x, y, 13, 5, "#e8e2d2"), x * 7, x, y)
        for x, y in (
            (530, 540),
            (560, 510),
            (600, 520),
            (630, 545),
            (580, 545),
            (612, 494),
            (545, 498),
        )
    )
    return (
        shadow(270)
        + brick
        + heap
        + grains
        + bowl
        + stroke("M490 600Q575 630 660 600", CREAM, 6, 0.6)
    )


def crackers() -> str:
    """Square crackers with seaweed."""

    def cracker(x: float, y: float, turn: float) -> str:
        bumps = "".join(
            circle(x + dx, y - 100 + i * 40, 12, "#e8bd72") for i in range(6) for dx in (-100, 100)
        )
        bumps += "".join(
            circle(x - 100 + i * 40, y + dy, 12, "#e8bd72") for i in range(6) for dy in (-100, 100)
        )
        holes = "".join(
            circle(x - 60 + i * 40, y - 60 + j * 40, 5, "#b9853a", 0.8)
            for i in range(4)
            for j in range(4)
        )
        bits = "".join(
            turned(rect(x + dx, y + dy, 22, 7, "#3c5b3a", 3), dx * 3, x + dx, y + dy)
            for dx, dy in (
                (-70, -34),
                (20, -76),
                (52, 10),
                (-28, 22),
                (-84, 66),
                (26, 70),
                (66, -50),
            )
        )
        return turned(
            bumps + rect(x - 104, y - 104, 208, 208, "#f0cf8e", 18) + holes + bits, turn, x, y
        )

    crumbs = "".join(
        circle(x, y, r, "#d9aa5c") for x, y, r in ((190, 640, 9), (236, 656, 6), (620, 650, 8))
    )
    return shadow(240) + cracker(330, 380, -12) + cracker(470, 500, 9) + crumbs


DRAWINGS = {
    "daily-nuts": nuts,
    "fruit-oatmeal": oatmeal,
    "jasmine-tea": jasmine_tea,
    "drip-coffee": drip_coffee,
    "beef-jerky": jerky,
    "wildflower-honey": honey,
    "long-grain-rice": rice,
    "seaweed-crackers": crackers,
}
