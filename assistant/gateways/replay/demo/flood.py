"""The demo show's crowd grown to a flood, drawn as it is read and never held."""

from collections import deque
from collections.abc import Iterator
from itertools import count
from random import Random

from assistant.gateways.replay.demo.bank import read_bank
from assistant.gateways.replay.demo.crowd import Crowd, Draft
from assistant.gateways.replay.demo.script import read_script
from assistant.gateways.replay.events import Comment, Product

_QUESTIONS = 0.35  # the share of what is written
_COPIED = 0.3  # of questions, those that are one of the last hundred over again
_REMEMBERED = 100


def flood(
    per_second: int = 1000, seconds: float = 60.0, seed: int = 1
) -> Iterator[Comment | Product]:
    """`per_second` labelled comments a second for so long, in order, product after product.

    The products take turns as in the demo show, over again where it is longer. A second is in
    memory at a time.
    """
    script = read_script()
    products = tuple(dict.fromkeys(stint.product for stint in script))
    crowd = Crowd(read_bank(), products, seed)
    chance = Random(seed)  # noqa: S311 - a repeatable crowd, no secret
    number, began = count(1), 0.0
    for stint_number in count():
        stint = script[stint_number % len(script)]
        length = stint.ends - stint.begins
        lately: deque[Draft] = deque(maxlen=_REMEMBERED)
        yield Product(at=began, link=stint.product)
        for second in range(round(length)):
            at = began + second
            if at >= seconds:
                return
            for time in sorted(at + chance.random() for _ in range(per_second)):
                if chance.random() >= _QUESTIONS:
                    draft = crowd.noise(time)
                elif lately and chance.random() < _COPIED:
                    copied = chance.choice(lately)
                    draft = Draft(time, crowd.viewer(), copied.text, copied.label)
                else:
                    draft = crowd.question(time, stint_number, stint.product)
                    lately.append(draft)
                yield draft.numbered(next(number))
        began += length
