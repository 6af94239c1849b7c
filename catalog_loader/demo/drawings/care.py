"""护肤: skin care."""

from catalog_loader.demo.drawings.pen import (
    circle,
    drop,
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
from catalog_loader.demo.drawings.vessels import bottle, box, gloss, jar, label, pump, tube

WHITE = "#fffaf6"


def mask() -> str:
    """A carton of sheet masks with one sachet before it."""
    blue = "#7fb7d6"
    carton = moved(box(blue, w=270, h=350), -60, 0) + label(200, 372, 176, 200, blue)
    sachet = rect(440, 360, 200, 280, tint(blue, 0.72), 12) + rect(440, 360, 200, 26, blue, 10)
    face = ellipse(540, 520, 62, 78, WHITE) + "".join(
        ellipse(x, 502, 15, 9, tint(blue, 0.3)) for x in (516, 564)
    )
    mouth = stroke("M520 560Q540 572 560 560", tint(blue, 0.1), 7)
    nose = stroke("M540 512V536", tint(blue, 0.4), 5)
    return shadow(250) + carton + turned(sachet + face + nose + mouth, 7, 540, 640)


def cleanser() -> str:
    """A tube among bubbles."""
    bubbles = "".join(
        circle(x, y, r, "#ffffff", 0.75) + circle(x - r * 0.3, y - r * 0.3, r * 0.2, "#ffffff")
        for x, y, r in (
            (250, 600, 44),
            (212, 540, 26),
            (560, 610, 38),
            (600, 556, 22),
            (292, 528, 18),
        )
    )
    return (
        shadow()
        + tube("#bfe3cf", "#ffffff", w=200)
        + label(336, 280, 128, 190, "#5fa585")
        + bubbles
    )


def cream() -> str:
    """A jar with its cream showing on a spatula."""
    swirl = path("M548 630q-8-52 44-54q40 0 40 34q0 24-30 20q-54 26-54 0Z", WHITE)
    return (
        shadow(240) + jar("#f4e6d8", "#d8a48f") + label(330, 476, 140, 140, "#d8a48f")
        + stroke("M600 596L690 470", "#d8b08c", 16) + swirl
    )  # fmt: skip


def sunscreen() -> str:
    """A flat tube with a sun on it."""
    rays = "".join(
        turned(rect(395, 296, 10, 34, "#ffffff", 5), angle, 400, 390) for angle in range(0, 360, 30)
    )
    body = tube("#f6a94a", "#fff3dd", w=220, top=200)
    return (
        shadow() + body + rays + circle(400, 390, 48, "#fff3dd") + rect(350, 500, 100, 12, WHITE, 6)
    )


def toner() -> str:
    """A clear bottle of rose water and a rose."""
    rose = "#d9657f"
    petals = "".join(
        turned(ellipse(590, 548, 30, 46, tint(rose, shade)), angle, 590, 584)
        for angle, shade in ((-70, -0.1), (70, -0.1), (-35, 0.1), (35, 0.1), (0, 0.25))
    )
    return (
        shadow(240) + bottle("#f3b9c5", "#c9a15d", w=200, x=370, top=300)
        + label(310, 390, 120, 170, rose) + leaf(596, 640, 90, "#7da27a", 48)
        + leaf(584, 640, 80, "#8fb38a", -58) + petals + circle(590, 580, 20, tint(rose, -0.15))
    )  # fmt: skip


def hand_cream() -> str:
    """Three small tubes."""
    colours = (("#f7c3ae", -150), ("#f3d58a", 0), ("#cfe0d2", 150))
    return shadow(270) + "".join(
        moved(
            tube(colour, WHITE, w=130, top=250)
            + circle(400, 360, 30, WHITE, 0.9)
            + leaf(400, 384, 46, tint(colour, -0.35)),
            dx,
            0,
        )
        for colour, dx in colours
    )


def lip_balm() -> str:
    """An open lip balm and its cap."""
    honey = "#eeb54a"
    stick = rect(310, 400, 110, 250, honey, 14) + rect(310, 400, 110, 40, tint(honey, -0.25), 6)
    balm = path("M326 400V290Q326 240 404 226V400Z", "#fff0cf")
    comb = "".join(
        path(f"M{x} {y}l18 10v20l-18 10l-18-10v-20Z", WHITE, 0.75)
        for x, y in ((346, 496), (384, 496), (365, 530), (346, 564), (384, 564))
    )
    cap = rect(470, 440, 114, 210, tint(honey, 0.25), 16) + gloss(488, 464, 130)
    return shadow(220) + balm + stick + comb + cap


def lotion() -> str:
    """A pump bottle with ears of oat."""
    body = bottle("#efe2c6", "#ffffff", w=220, top=320) + pump(400, 272, "#ffffff")
    oats = "".join(
        leaf(600 + side * 16, 590 - i * 44, 52, "#d1a85b", side * 38)
        for i in range(4)
        for side in (-1, 1)
    )
    stem = stroke("M600 648V400", "#b98f45", 6)
    return (
        shadow(240)
        + body
        + label(334, 410, 132, 170, "#c9a15d")
        + stem
        + oats
        + drop(214, 610, 24, "#ffffff")
    )


DRAWINGS = {
    "hyaluronic-mask": mask,
    "amino-cleanser": cleanser,
    "ceramide-cream": cream,
    "daily-sunscreen": sunscreen,
    "rose-toner": toner,
    "shea-hand-cream": hand_cream,
    "honey-lip-balm": lip_balm,
    "oat-body-lotion": lotion,
}
