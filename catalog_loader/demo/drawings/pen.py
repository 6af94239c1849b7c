"""SVG fragments as strings, on a canvas of 800 × 800, flat colours and soft shade."""

SIZE = 800
INK = "#1f2a3a"


def tint(colour: str, amount: float) -> str:
    """`colour` (#rrggbb) mixed with white (`amount` up to 1) or with ink (down to -1)."""
    target = "#ffffff" if amount >= 0 else INK
    share = abs(amount)
    mixed = (
        round(int(colour[i : i + 2], 16) * (1 - share) + int(target[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _seen(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'


def path(d: str, fill: str, opacity: float = 1) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{_seen(opacity)}/>'


def stroke(d: str, colour: str, width: float = 6, opacity: float = 1, dash: str = "") -> str:
    """A line with round ends along `d`."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashes}{_seen(opacity)}/>'
    )


def rect(
    x: float, y: float, w: float, h: float, fill: str, r: float = 0, opacity: float = 1
) -> str:
    """A rectangle with corners of radius `r`."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" '
        f'fill="{fill}"{_seen(opacity)}/>'
    )


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1) -> str:
    """An ellipse around (x, y)."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{_seen(opacity)}/>'


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    """A disc around (x, y)."""
    return ellipse(x, y, r, r, fill, opacity)


def both(fragment: str) -> str:
    """`fragment`, drawn on the left half, and its mirror image on the right."""
    return f'{fragment}<g transform="translate({SIZE} 0) scale(-1 1)">{fragment}</g>'


def turned(fragment: str, degrees: float, x: float = 400, y: float = 400) -> str:
    """`fragment` turned clockwise around (x, y)."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{fragment}</g>'


def moved(fragment: str, dx: float, dy: float, scale: float = 1) -> str:
    """`fragment` scaled around the middle of the canvas, then moved."""
    half = SIZE / 2
    x, y = half * (1 - scale) + dx, half * (1 - scale) + dy
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{fragment}</g>'


def shadow(rx: float = 210, y: float = 652, x: float = 400) -> str:
    """The soft shadow a product throws on the ground at `y`."""
    return ellipse(x, y, rx, 24, INK, 0.1) + ellipse(x, y, rx * 0.72, 14, INK, 0.08)


def leaf(x: float, y: float, length: float, colour: str, degrees: float = 0) -> str:
    """A leaf that grows upwards from (x, y)."""
    half = length * 0.32
    top = y - length
    shape = f"M{x} {y}Q{x - half} {y - length / 2} {x} {top}Q{x + half} {y - length / 2} {x} {y}Z"
    vein = stroke(f"M{x} {y}V{top + length * 0.25}", tint(colour, -0.25), 3, 0.5)
    return turned(path(shape, colour) + vein, degrees, x, y)


def drop(x: float, y: float, r: float, colour: str) -> str:
    """A drop of water whose round part is centred on (x, y)."""
    d = f"M{x} {y - 2.1 * r}C{x + r} {y - r} {x + 1.1 * r} {y} {x + r * 0.85} {y + r * 0.45}"
    d += f"A{r} {r} 0 0 1 {x - r * 0.85} {y + r * 0.45}"
    d += f"C{x - 1.1 * r} {y} {x - r} {y - r} {x} {y - 2.1 * r}Z"
    return path(d, colour) + circle(x - r * 0.3, y + r * 0.25, r * 0.22, "#ffffff", 0.7)
