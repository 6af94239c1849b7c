"""服饰: clothes and shoes."""

from catalog_loader.demo.drawings.pen import both, circle, ellipse, path, rect, shadow, stroke, tint

CREAM = "#fbf6ec"


def top(
    colour: str, *, hem: float = 600, sleeve: str = "long", width: float = 128, neck: float = 52
) -> str:
    """The body of a garment for the upper half, without collar or details."""
    left = 400 - width
    dark = tint(colour, -0.14)
    if sleeve == "short":
        arm = f"M{left + 22} 226L{left - 74} 330L{left - 12} 388L{left + 40} 320Z"
    else:
        end = min(hem - 24, 566)
        arm = (
            f"M{left + 22} 226Q{left - 42} 258 {left - 58} 330L{left - 92} {end}"
            f"L{left - 24} {end + 14}L{left + 34} 340Z"
        )
    body = (
        f"M{400 - neck} 206L{left + 22} 226Q{left - 4} 300 {left} 360V{hem}"
        f"Q{left} {hem + 14} {left + 16} {hem + 14}H401V228Q{400 - neck + 12} 228 {400 - neck} 206Z"
    )
    fold = stroke(f"M{left + 30} 350V{hem - 90}", dark, 5, 0.5)
    return both(path(arm, dark) + path(body, colour) + fold)


def down_jacket() -> str:
    """A quilted hooded jacket."""
    colour = "#4c76a3"
    dark, light = tint(colour, -0.35), tint(colour, 0.3)
    hood = ellipse(400, 204, 98, 88, tint(colour, -0.22)) + ellipse(400, 204, 78, 70, dark)
    hood += ellipse(400, 218, 62, 58, tint(colour, -0.6))
    body = path("M400 226H330Q286 232 268 262Q256 320 258 360V600Q258 622 282 622H400Z", colour)
    arm = path(
        "M300 232Q226 252 206 336L166 556Q164 574 182 578L224 586Q240 588 244 572L272 430Z",
        tint(colour, -0.14),
    )
    side = path("M258 360V600Q258 622 282 622H306Q290 500 294 300L262 300Z", dark, 0.22)
    # Each seam of the quilting has the light on the roll above it and the shade in the fold.
    seams = "".join(
        stroke(f"M266 {y - 30}Q330 {y - 18} 386 {y - 26}", light, 9, 0.35)
        + stroke(f"M260 {y}Q330 {y + 16} 397 {y + 4}", dark, 6, 0.7)
        for y in (322, 388, 454, 520, 584)
    )
    sleeve = "".join(
        stroke(f"M{outer + 14} {y - 26}Q{outer + 34} {y - 16} {inner - 16} {y - 22}", light, 8, 0.3)
        + stroke(f"M{outer} {y}Q{(outer + inner) / 2} {y + 18} {inner} {y + 8}", dark, 6, 0.7)
        for y, outer, inner in ((332, 208, 256), (394, 197, 256), (456, 186, 256), (516, 175, 252))
    )
    cuff = path("M168 546L164 564Q164 576 182 580L224 588Q240 590 244 574L247 560Z", dark)
    hem = rect(258, 606, 142, 18, dark, 8)
    half = arm + sleeve + cuff + body + side + seams + hem
    half += stroke("M306 498L330 566", dark, 10) + stroke("M310 500L333 566", light, 3, 0.7)
    collar = path("M330 222Q400 190 470 222L460 296Q400 322 340 296Z", tint(colour, 0.14))
    collar += stroke("M336 232Q400 202 464 232", light, 6, 0.6)
    zipper = stroke("M400 216V618", CREAM, 7) + rect(391, 300, 18, 36, "#e9b44c", 8)
    cords = both(stroke("M364 292V356", CREAM, 5) + rect(358, 352, 12, 26, "#e9b44c", 6))
    return shadow(200, 664) + hood + both(half) + collar + zipper + cords


def tee() -> str:
    """A T-shirt with a round neck."""
    colour = "#f7f3ea"
    neck = stroke("M346 210Q400 272 454 210", tint("#d8c9ae", -0.05), 15)
    inner = path("M352 208Q400 262 448 208Q400 224 352 208Z", "#cdbd9f")
    pocket = rect(430, 330, 62, 70, tint(colour, -0.08), 8) + stroke("M430 346H492", "#d8c9ae", 4)
    return shadow() + top(colour, sleeve="short", hem=604) + inner + neck + pocket


def shirt() -> str:
    """A buttoned shirt with a square collar."""
    colour = "#a9cbe8"
    dark = tint(colour, -0.25)
    collar = both(path("M400 232L344 196L318 228L366 292Z", tint(colour, 0.35)))
    placket = rect(385, 236, 30, 378, tint(colour, 0.18)) + "".join(
        circle(400, y, 6, dark) for y in range(290, 600, 62)
    )
    pocket = path("M448 340H512V396L480 412L448 396Z", tint(colour, -0.1))
    stripes = "".join(both(stroke(f"M{x} 300V606", "#ffffff", 4, 0.4)) for x in (292, 324, 356))
    return shadow() + top(colour, hem=604) + stripes + placket + collar + pocket


def jeans() -> str:
    """High-rise straight jeans."""
    colour = "#47648f"
    thread = "#e0a458"
    leg = "M400 190H300L286 330L268 640H372L400 360Z"
    seam = stroke("M312 214L300 330L284 628", thread, 4, 0.8, "10 8")
    pocket = stroke("M300 236Q336 268 372 226", thread, 4)
    fade = path("M304 330Q334 420 316 560Q300 440 304 330Z", tint(colour, 0.35), 0.55)
    band = rect(296, 170, 208, 40, tint(colour, -0.2), 6)
    loops = both(rect(322, 164, 14, 52, tint(colour, -0.35), 4))
    fly = stroke("M400 212V320", tint(colour, -0.3), 5) + circle(400, 190, 9, thread)
    cuffs = both(rect(266, 616, 108, 28, tint(colour, 0.3), 4))
    return shadow(170) + both(path(leg, colour) + fade + seam + pocket) + cuffs + band + loops + fly


def cardigan() -> str:
    """A knit cardigan with a V neck."""
    colour = "#c98f5a"
    dark = tint(colour, -0.25)
    ribs = "".join(both(stroke(f"M{x} 300V590", dark, 4, 0.25)) for x in range(284, 380, 18))
    neck = path("M346 206L400 376L454 206Q400 226 346 206Z", CREAM)
    band = both(stroke("M344 208L396 376V606", tint(colour, 0.28), 20))
    hem = rect(270, 586, 260, 30, dark, 8, 0.7)
    buttons = "".join(circle(404, y, 9, "#6b4226") for y in (400, 452, 504, 556))
    return shadow() + top(colour, hem=600, width=132) + ribs + neck + hem + band + buttons


def skirt() -> str:
    """A pleated midi skirt."""
    colour = "#a98467"
    shape = "M310 210H490L580 612Q400 660 220 612Z"
    pleats = "".join(
        path(f"M{322 + i * 26} 236L{250 + i * 50} {622 + (6 if 1 < i < 5 else 0)}"
             f"h24L{334 + i * 26} 236Z", tint(colour, -0.25 if i % 2 else 0.22), 0.5)
        for i in range(7)
    )  # fmt: skip
    return (
        shadow(200) + path(shape, colour) + pleats + rect(304, 190, 192, 44, tint(colour, -0.3), 8)
    )


def leggings() -> str:
    """High-waist leggings."""
    colour = "#7d6b91"
    leg = "M400 180H304Q282 290 300 380Q312 480 316 636H368Q388 500 400 330Z"
    shine = stroke("M322 270Q312 340 326 420Q336 500 338 590", "#ffffff", 8, 0.22)
    band = rect(300, 170, 200, 70, tint(colour, -0.2), 14)
    seam = stroke("M400 240V326", tint(colour, -0.35), 4, 0.6)
    return shadow(150) + both(path(leg, colour) + shine) + band + seam


def hoodie() -> str:
    """A hoodie with a kangaroo pocket."""
    colour = "#8fa58a"
    dark = tint(colour, -0.25)
    hood = path("M316 246Q310 130 400 130Q490 130 484 246Q400 300 316 246Z", dark)
    inner = path("M342 238Q340 166 400 166Q460 166 458 238Q400 282 342 238Z", tint(colour, -0.5))
    lip = stroke("M330 236Q400 306 470 236", tint(colour, 0.25), 18)
    cords = both(stroke("M376 278V352", CREAM, 6))
    pocket = path("M316 470H484L510 570H290Z", dark, 0.55) + stroke("M290 570L316 470H484L510 570",
                  tint(colour, -0.4), 4, 0.6)  # fmt: skip
    hem = rect(262, 586, 276, 32, dark, 10, 0.8)
    return shadow() + top(colour, hem=602, width=138) + hem + pocket + hood + inner + lip + cords


def coat() -> str:
    """A long coat with lapels and a belt."""
    colour = "#c19a6b"
    dark = tint(colour, -0.28)
    lapel = both(path("M400 330L352 196L318 222L332 292L356 300Z", tint(colour, 0.18)))
    sweater = path("M352 200L400 336L448 200Q400 226 352 200Z", "#f4ede0")
    belt = rect(270, 424, 260, 34, dark, 8) + rect(372, 418, 56, 46, tint(colour, -0.5), 10)
    belt += path("M418 450L452 560H424L402 452Z", dark)
    edge = stroke("M400 336V650", dark, 5, 0.7)
    pockets = both(rect(296, 500, 66, 18, dark, 6, 0.6))
    return (
        shadow(190, 676) + top(colour, hem=652, width=132) + sweater + edge + lapel + pockets + belt
    )


def kids_jacket() -> str:
    """A child's shell jacket in two colours."""
    colour = "#f2b632"
    blue = "#2f6f8f"
    yoke = both(path("M348 206L294 226Q270 284 272 340L400 356V236Z", blue))
    hood = ellipse(400, 196, 84, 74, blue) + ellipse(400, 212, 54, 50, tint(blue, -0.5))
    tape = both(stroke("M274 348L398 364", "#eef2f4", 12))
    collar = path("M342 224Q400 200 458 224L450 284Q400 304 350 284Z", tint(blue, 0.15))
    zipper = stroke("M400 244V606", "#ffffff", 6)
    cuffs = both(stroke("M190 548L246 560", "#eef2f4", 16))
    star = path("M470 440l9 19 21 3-15 15 3 21-18-10-18 10 3-21-15-15 21-3Z", "#ffffff")
    pocket = both(stroke("M296 500L340 500", tint(colour, -0.35), 8))
    return (
        shadow() + hood + top(colour, hem=600, width=134) + yoke + tape + cuffs
        + pocket + collar + zipper + star
    )  # fmt: skip


def sneakers() -> str:
    """A pair of low canvas shoes."""

    def shoe(colour: str, y: float) -> str:
        body = (
            f"M210 {y}Q206 {y - 90} 232 {y - 140}Q300 {y - 120} 352 {y - 150}"
            f"Q420 {y - 80} 520 {y - 66}Q592 {y - 52} 596 {y}Z"
        )
        laces = "".join(
            stroke(f"M{366 + i * 34} {y - 126 + i * 20}l-26 34", "#ffffff", 9) for i in range(4)
        )
        eye = "".join(
            circle(336 + i * 34, y - 86 + i * 18, 5, tint(colour, -0.4)) for i in range(4)
        )
        toe = path(f"M510 {y}Q510 {y - 60} 548 {y - 60}Q594 {y - 46} 596 {y}Z", "#ffffff", 0.92)
        sole = rect(202, y - 8, 400, 40, "#fdfaf3", 18) + stroke(f"M220 {y + 14}H586", "#d35d4b", 5)
        opening = ellipse(290, y - 136, 62, 18, tint(colour, -0.45))
        return path(body, colour) + opening + eye + laces + toe + sole

    return shadow(240, 640) + shoe("#3d4a63", 420) + shoe("#f0ead9", 596)


DRAWINGS = {
    "light-down-jacket": down_jacket,
    "cotton-crew-tee": tee,
    "easy-care-shirt": shirt,
    "high-rise-jeans": jeans,
    "v-neck-cardigan": cardigan,
    "pleated-midi-skirt": skirt,
    "high-waist-leggings": leggings,
    "fleece-hoodie": hoodie,
    "wool-blend-coat": coat,
    "kids-shell-jacket": kids_jacket,
    "canvas-sneakers": sneakers,
}
