"""Why a correction is refused, in a sentence of each language that the pages have."""

from assistant.review.queue.refusals import Conflict, Refusal
from assistant.room.corrections.why import Why, in_words


class NotTrue(Refusal):
    """No shop may say it, or not of so much."""

    code = "unfit"

    def __init__(self, why: Why) -> None:
        super().__init__(in_words(why, "en"), in_words(why, "zh"))


class NoSubject(Refusal):
    """There is nothing of that name that it could be of."""

    code = "no_subject"

    def __init__(self, scope: str, subject: str, catalog: str) -> None:
        kinds = {"product": "商品", "category": "类目", "room": "直播间"}
        super().__init__(
            f"catalog {catalog!r} has no {scope} {subject!r}; name one that it has",
            f"商品资料 {catalog!r} 中没有{kinds[scope]} {subject!r}，请换一个",
        )


class OverAlready(Refusal):
    """It would end before it begins."""

    code = "over_already"

    def __init__(self, at: str) -> None:
        super().__init__(f"{at} is over; let it end later", f"{at} 已经过去，请选择以后的时间")


class Edited(Conflict):
    """Somebody else changed it first."""

    code = "edited"

    def __init__(self, version: int) -> None:
        super().__init__(
            "the correction has changed since it was read; look at it again, then decide",
            "这条纠正已有变化，请重新查看后再处理",
            version=version,
        )
