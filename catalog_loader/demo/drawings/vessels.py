"""What things come in: bottles, tubes, jars, tins, pouches and boxes."""

from catalog_loader.demo.drawings.pen import circle, ellipse, path, rect, tint


def gloss(x: float, y: float, h: float, w: float = 14) -> str:
    """The bright streak on a round vessel."""
    return rect(x, y, w, h, "#ffffff", w / 2, 0.45)


def bottle(
    colour: str, cap: str, *, x: float = 400, w: float = 190, top: float = 290, base: float = 650
) -> str:
    """A bottle with sloping shoulders and a cap."""
    left, right, neck = x - w / 2, x + w / 2, w * 0.2
    body = (
        f"M{x - neck} {top - 50}H{x + neck}V{top - 30}Q{right} {top - 20} {right} {top + 50}"
        f"V{base - 26}Q{right} {base} {right - 26} {base}H{left + 26}Q{left} {base} {left} "
        f"{base - 26}V{top + 50}Q{left} {top - 20} {x - neck} {top - 30}Z"
    )
    side = (
        f"M{x + w * 0.22} {top - 10}Q{right} {top} {right} {top + 50}V{base - 26}Q{right} {base} "
        f"{right - 26} {base}H{x + w * 0.22}Z"
    )
    return (
        path(body, colour)
        + path(side, tint(colour, -0.3), 0.35)
        + rect(x - neck - 10, top - 110, neck * 2 + 20, 66, cap, 10)
        + rect(x - neck - 10, top - 60, neck * 2 + 20, 12, tint(cap, -0.25), 4, 0.6)
        + gloss(left + 20, top + 50, (base - top) * 0.5)
    )


def label(x: float, y: float, w: float, h: float, accent: str, paper: str = "#ffffff") -> str:
    """A paper label with an emblem and lines where the words would be."""
    middle = x + w / 2
    lines = "".join(
        rect(middle - w * share / 2, y + h * at, w * share, max(5, h * 0.035), accent, 3, 0.55)
        for share, at in ((0.56, 0.62), (0.4, 0.74), (0.48, 0.86))
    )
    return (
        rect(x, y, w, h, paper, 10, 0.94) + circle(middle, y + h * 0.32, h * 0.17, accent) + lines
    )


def pump(x: float, y: float, colour: str) -> str:
    """A pump head standing on a neck at (x, y)."""
    return (
        rect(x - 9, y - 70, 18, 74, tint(colour, -0.15))
        + path(f"M{x - 90} {y - 92}H{x + 34}Q{x + 42} {y - 60} {x + 30} {y - 60}H{x - 40}"
               f"Q{x - 62} {y - 62} {x - 74} {y - 50}H{x - 92}Z", colour)
        + rect(x - 40, y - 10, 80, 34, colour, 8)
    )  # fmt: skip


def tube(colour: str, cap: str, *, x: float = 400, w: float = 180, top: float = 190) -> str:
    """A squeeze tube standing on its cap."""
    body = f"M{x - w * 0.56} {top}H{x + w * 0.56}L{x + w * 0.42} 580H{x - w * 0.42}Z"
    side = f"M{x + w * 0.2} {top}H{x + w * 0.56}L{x + w * 0.42} 580H{x + w * 0.16}Z"
    return (
        path(body, colour)
        + path(side, tint(colour, -0.3), 0.3)
        + rect(x - w * 0.58, top - 18, w * 1.16, 30, tint(colour, -0.12), 4)
        + rect(x - w * 0.4, 576, w * 0.8, 74, cap, 10)
        + rect(x - w * 0.4, 576, w * 0.8, 12, tint(cap, -0.3), 4, 0.4)
    )


def jar(
    colour: str, lid: str, *, x: float = 400, w: float = 290, top: float = 430, base: float = 650
) -> str:
    """A wide jar with a screw lid."""
    return (
        rect(x - w / 2, top, w, base - top, colour, 44)
        + rect(x + w * 0.18, top + 6, w * 0.3, base - top - 12, tint(colour, -0.3), 40, 0.25)
        + rect(x - w / 2 - 6, top - 74, w + 12, 100, lid, 18)
        + rect(x - w / 2 - 6, top + 2, w + 12, 24, tint(lid, -0.25), 10, 0.5)
        + gloss(x - w / 2 + 22, top + 54, 110)
    )


def tin(colour: str, *, x: float = 400, w: float = 240, top: float = 310, base: float = 640) -> str:
    """A round tin with a lid."""
    return (
        rect(x - w / 2, top, w, base - top, colour)
        + ellipse(x, base, w / 2, 26, colour)
        + rect(x + w * 0.22, top, w * 0.28, base - top + 8, tint(colour, -0.3), 0, 0.3)
        + rect(x - w / 2 - 8, top - 40, w + 16, 78, tint(colour, -0.18), 8)
        + ellipse(x, top - 40, w / 2 + 8, 28, tint(colour, 0.15))
        + ellipse(x, top - 40, w / 2 - 14, 19, tint(colour, -0.05))
    )


def pouch(colour: str, *, x: float = 400, w: float = 320, top: float = 200) -> str:
    """A stand-up pouch, crimped at the top."""
    left, right = x - w / 2, x + w / 2
    body = (
        f"M{left + 10} {top}H{right - 10}L{right} {top + 90}Q{right + 10} 480 {right - 4} 630"
        f"Q{x} 668 {left + 4} 630Q{left - 10} 480 {left} {top + 90}Z"
    )
    side = (
        f"M{right - 70} {top + 40}H{right - 12}L{right} {top + 90}Q{right + 10} 480 {right - 4} 630"
        f"Q{right - 40} 646 {right - 80} 648Q{right - 40} 420 {right - 70} {top + 40}Z"
    )
    crimps = "".join(
        rect(left + 18 + i * (w - 36) / 11, top + 6, 4, 30, tint(colour, -0.25), 2, 0.4)
        for i in range(12)
    )
    return (
        path(body, colour)
        + path(side, tint(colour, -0.35), 0.22)
        + rect(left + 10, top, w - 20, 42, tint(colour, 0.2), 4)
        + crimps
    )


def box(colour: str, *, x: float = 400, w: float = 300, h: float = 330, depth: float = 60) -> str:
    """A carton seen a little from the right and above."""
    left, top = x - w / 2 - depth / 2, 650 - h
    right = left + w
    return (
        rect(left, top, w, h, colour)
        + path(f"M{right} {top}l{depth} {-depth * 0.6}V{650 - depth * 0.6}L{right} 650Z",
               tint(colour, -0.28))
        + path(f"M{left} {top}l{depth} {-depth * 0.6}H{right + depth}L{right} {top}Z",
               tint(colour, 0.3))
    )  # fmt: skip
