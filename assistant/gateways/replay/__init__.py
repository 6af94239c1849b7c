"""A show that was recorded, or written, played as if it were live.

`events` is the format of a show's file, `demo/` the show that comes with Xiaoer, `gateway` plays
either, and `measure` compares what was made of its comments with their labels.
"""
