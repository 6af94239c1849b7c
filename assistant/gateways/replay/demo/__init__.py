"""The show that comes with Xiaoer: ten minutes in the demo shop, written and drawn for it.

The repository holds what the host says, a bank of what viewers write, and the generator; the
comments are drawn from them, the same ones each time.
"""

from functools import cache

from assistant.gateways.replay.demo.bank import read_bank
from assistant.gateways.replay.demo.crowd import Crowd
from assistant.gateways.replay.demo.script import read_script
from assistant.gateways.replay.events import Host, Product, ShowEvent


@cache
def demo_show(seed: int | None = None) -> tuple[ShowEvent, ...]:
    """The events of the demo show in order of time, every comment labelled."""
    bank, script = read_bank(), read_script()
    seconds = script[-1].ends
    products = tuple(dict.fromkeys(stint.product for stint in script))
    crowd = Crowd(bank, products, bank.crowd.seed if seed is None else seed)
    drafts = sorted(
        (draft for stint in script for draft in crowd.stint(stint)), key=lambda draft: draft.at
    )
    events: list[ShowEvent] = [draft.numbered(n) for n, draft in enumerate(drafts, 1)]
    events += crowd.entering(seconds)
    events += crowd.giving(seconds)
    events += (Product(at=stint.shown, link=stint.product) for stint in script)
    events += (
        Host(at=line.at, text=line.text, fault=line.fault)
        for stint in script
        for line in stint.lines
    )
    return tuple(sorted(events, key=lambda event: event.at))
