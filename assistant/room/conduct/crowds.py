"""Those of a crowd whom staff have taken over."""

from dataclasses import replace
from uuid import uuid4

from assistant.answering.values import Question
from assistant.room.conduct.desk import Desk
from assistant.room.inbox.groups import Group
from assistant.room.replies import question_of


def taken_out(group: Group, desk: Desk, room: str) -> list[Question]:
    """The questions of those who are answered by a person, no longer in the group.

    Where that is all of them it stays whole: it is held as one.
    """
    taken = [
        asker for key, asker in group.askers.items() if desk.ruling(key).reason == "taken_over"
    ]
    if len(taken) == len(group.askers):
        return []
    asked = question_of(group, room)
    for asker in taken:
        del group.askers[asker.viewer]
    return [
        replace(asked, viewer=one.name, asker=one.viewer, askers=1, question_id=uuid4().hex)
        for one in taken
    ]
