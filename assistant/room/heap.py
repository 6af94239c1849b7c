"""What stays in memory for as long as the service runs, kept from the garbage collector."""

import gc


def keep_the_heap() -> None:
    """Let the collector look no more at what there is now: catalogs, lexicons, models.

    A full collection goes through every object that is tracked, a third of a second over those of
    a loaded service, in which no sound goes out and no comment is decided on. Call it once all is
    loaded; what comes after is collected as before.
    """
    gc.collect()
    gc.freeze()
