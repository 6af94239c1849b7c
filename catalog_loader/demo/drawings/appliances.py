"""小家电: small appliances."""

from catalog_loader.demo.drawings.pen import (
    circle,
    drop,
    ellipse,
    path,
    rect,
    shadow,
    stroke,
    tint,
    turned,
)  # fmt: skip
from catalog_loader.demo.drawings.vessels import gloss

STEEL = "#c3ccd2"
DARK = "#39454f"
WHITE = "#fdfcf8"
LIGHT = "#5cc8a8"


def kettle() -> str:
    """A white kettle on its base."""
    body = path("M280 260H500L540 590Q540 610 520 610H260Q240 610 242 590Z", WHITE)
    side = path("M450 260H500L540 590Q540 610 520 610H450Z", tint(WHITE, -0.2), 0.5)
    spout = path("M280 276L214 320L262 392Z", tint(WHITE, -0.08))
    handle = stroke("M504 290Q640 300 616 440Q604 520 536 520", "#c98f5a", 30)
    lid = path("M284 260Q390 196 496 260Z", tint(WHITE, -0.12)) + circle(390, 222, 18, "#c98f5a")
    base = rect(230, 612, 320, 38, DARK, 14) + circle(300, 630, 7, LIGHT)
    steam = "".join(stroke(f"M{x} 290q-18-24 0-48t0-44", "#ffffff", 9, 0.8) for x in (170, 206))
    return shadow() + steam + handle + spout + body + side + lid + base + gloss(292, 320, 190)


def air_fryer() -> str:
    """An air fryer with a lit window."""
    body = rect(240, 200, 330, 446, "#46525c", 90) + rect(480, 206, 84, 434, "#2f3941", 60, 0.5)
    panel = rect(300, 236, 210, 70, "#222a31", 30) + circle(350, 271, 12, LIGHT)
    panel += stroke("M390 271H460", LIGHT, 8)
    drawer = rect(232, 340, 346, 250, "#55626d", 40)
    glass = rect(280, 370, 250, 150, "#f9c66b", 26) + rect(280, 370, 250, 150, "#e07a2f", 26, 0.35)
    wings = "".join(
        path(f"M{x} {y}q10-44 50-40q36 8 26 40q-10 26-40 22q-34 0-36-22Z", "#b5651d")
        + stroke(f"M{x + 18} {y - 12}q18-16 36-6", "#e8a85a", 5)
        for x, y in ((296, 470), (372, 486), (446, 466))
    )
    handle = rect(350, 540, 110, 78, "#2b343c", 24) + rect(
        368, 556, 74, 14, tint("#2b343c", 0.4), 7
    )
    return shadow() + body + panel + drawer + glass + wings + gloss(296, 384, 110, 10) + handle


def hair_dryer() -> str:
    """A hair dryer blowing."""
    pink = "#d98ea4"
    barrel = rect(250, 240, 290, 140, pink, 60) + rect(
        250, 310, 290, 70, tint(pink, -0.25), 40, 0.35
    )
    nozzle = path("M262 262L190 246V374L262 358Z", DARK)
    back = circle(528, 310, 70, tint(pink, 0.25)) + "".join(
        circle(528, 310, r, tint(pink, -0.2), 0.45) for r in (50, 30, 12)
    )
    grip = path("M430 360H520L500 610Q500 630 470 630Q440 630 438 606Z", tint(pink, -0.12))
    buttons = rect(452, 420, 34, 60, WHITE, 14) + circle(468, 512, 12, WHITE)
    wind = "".join(
        stroke(f"M{170 - i * 6} {266 + i * 44}h{-70 - i % 2 * 30}", "#ffffff", 9, 0.85)
        for i in range(3)
    )
    cord = stroke("M470 626Q480 680 560 660T680 640", DARK, 10)
    return (
        shadow(180, 660)
        + cord
        + wind
        + grip
        + barrel
        + nozzle
        + back
        + buttons
        + gloss(300, 262, 14, 120)
    )


def humidifier() -> str:
    """A round humidifier with mist."""
    mist = "".join(
        circle(x, y, r, "#ffffff", 0.6)
        for x, y, r in (
            (400, 230, 36),
            (440, 190, 44),
            (376, 170, 38),
            (424, 126, 30),
            (352, 218, 20),
        )
    )
    body = path(
        "M280 360Q280 270 400 270Q520 270 520 360V600Q520 646 474 646H326Q280 646 280 600Z", WHITE
    )
    tank = path("M280 380H520V500H280Z", "#a8d3e3", 0.8) + stroke(
        "M280 430q30-16 60 0t60 0t60 0t60 0", "#ffffff", 6, 0.8
    )
    base = path("M280 500H520V600Q520 646 474 646H326Q280 646 280 600Z", "#e8e4d8")
    dial = (
        circle(400, 572, 34, WHITE)
        + circle(400, 572, 24, "#d9efe7")
        + drop(400, 576, 10, "#58a6bd")
    )
    return (
        shadow(190)
        + mist
        + body
        + tank
        + base
        + ellipse(400, 284, 44, 12, DARK, 0.4)
        + dial
        + gloss(300, 350, 130)
    )


def rice_cooker() -> str:
    """A small round rice cooker."""
    mint = "#9fd3c0"
    body = path("M236 400H564Q576 640 490 646H310Q224 640 236 400Z", mint)
    side = path("M500 400H564Q576 640 490 646H450Q520 560 500 400Z", tint(mint, -0.3), 0.35)
    lid = path("M232 404Q240 270 400 262Q560 270 568 404Z", WHITE) + rect(
        228, 392, 344, 26, tint(mint, -0.2), 12
    )
    knob = rect(366, 240, 68, 34, DARK, 14)
    steam = "".join(stroke(f"M{x} 220q-16-24 0-46t0-44", "#ffffff", 9, 0.8) for x in (376, 424))
    panel = rect(330, 450, 140, 110, WHITE, 24) + rect(350, 466, 100, 40, "#29443c", 8)
    panel += (
        stroke("M364 486h30M404 486h30", LIGHT, 7)
        + circle(376, 534, 10, "#e07a5f")
        + circle(424, 534, 10, mint)
    )
    handles = rect(196, 440, 50, 36, DARK, 14) + rect(554, 440, 50, 36, DARK, 14)
    return shadow() + steam + handles + body + side + lid + knob + panel + gloss(290, 300, 70)


def espresso() -> str:
    """An espresso machine filling a cup."""
    gold = "#d7b98a"
    body = rect(250, 210, 320, 436, WHITE, 34) + rect(
        480, 216, 84, 424, tint(WHITE, -0.2), 28, 0.45
    )
    recess = rect(286, 370, 232, 214, "#4a4038", 18)
    face = (
        rect(286, 240, 232, 90, gold, 18)
        + circle(340, 285, 28, WHITE)
        + stroke("M340 285L352 268", "#c0392b", 5)
    )
    face += circle(424, 285, 16, WHITE) + circle(476, 285, 16, WHITE)
    group = (
        rect(352, 356, 100, 40, STEEL, 8)
        + rect(200, 392, 160, 22, "#2b2521", 11)
        + rect(340, 384, 124, 34, STEEL, 10)
    )
    jets = stroke("M388 420V500M416 420V500", "#6b4226", 6)
    cup = path("M352 500H452Q450 570 402 570Q354 570 352 500Z", "#ffffff") + stroke(
        "M452 516q32 0 20 28q-8 12-26 8", "#ffffff", 9
    )
    tray = rect(262, 584, 280, 26, STEEL, 8) + rect(236, 610, 348, 36, gold, 12)
    wand = stroke("M540 330Q612 350 600 470", STEEL, 12)
    return shadow() + wand + body + recess + face + group + jets + cup + tray


def steamer() -> str:
    """A hand steamer in a cloud."""
    rose = "#c58b8b"
    head = path(
        "M200 290Q200 240 260 240H430Q480 240 486 300L470 360H236Q200 350 200 290Z",
        tint(rose, 0.15),
    )
    plate = rect(196, 350, 290, 30, STEEL, 12) + "".join(
        circle(236 + i * 42, 365, 5, DARK) for i in range(6)
    )
    grip = path("M400 350L500 620Q510 646 540 636L566 624Q586 612 574 586L470 330Z", rose)
    tank = path("M424 410L470 530L516 512L474 392Z", "#a8d3e3", 0.85)
    steam = "".join(
        circle(x, y, r, "#ffffff", 0.65)
        for x, y, r in (
            (240, 430, 34),
            (300, 450, 42),
            (360, 430, 30),
            (270, 500, 30),
            (330, 520, 24),
            (220, 480, 20),
        )
    )
    return shadow(180, 660) + steam + grip + tank + head + plate + circle(330, 296, 16, LIGHT)


def desk_lamp() -> str:
    """A lamp whose light falls on an open book."""
    light = path("M330 260L560 640H180Z", "#fff3bf", 0.65)
    arm = stroke("M560 630L500 380L360 210", DARK, 18) + circle(500, 380, 18, STEEL)
    head = turned(
        path("M250 210H440L410 270H280Z", WHITE) + rect(280, 266, 130, 12, "#ffe28a", 6),
        -8,
        345,
        240,
    )
    base = (
        ellipse(560, 636, 104, 26, DARK)
        + ellipse(560, 628, 104, 24, tint(DARK, 0.2))
        + ellipse(560, 626, 50, 11, LIGHT, 0.6)
    )
    book = path(
        "M220 632Q280 600 340 632Q400 600 460 632V650Q400 622 340 650Q280 622 220 650Z", "#ffffff"
    )
    return shadow(260) + light + book + base + arm + head


DRAWINGS = {
    "electric-kettle": kettle,
    "air-fryer": air_fryer,
    "ionic-hair-dryer": hair_dryer,
    "cool-mist-humidifier": humidifier,
    "mini-rice-cooker": rice_cooker,
    "espresso-machine": espresso,
    "garment-steamer": steamer,
    "desk-lamp": desk_lamp,
}
