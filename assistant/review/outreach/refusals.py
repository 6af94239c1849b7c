"""Why a message to a customer cannot be changed or decided on."""

from collections.abc import Iterable
from dataclasses import asdict

from assistant.answering.values import Rejected
from assistant.review.queue.refusals import Conflict, Refusal


class NotDrafted(Conflict):
    """It was decided on already, or changed while it was looked at."""

    code = "not_drafted"

    def __init__(self, by: str, state: str) -> None:
        if state == "drafted":
            super().__init__(
                "the message was changed meanwhile; look at it again, then decide",
                "消息刚刚被修改，请重新查看后再处理",
            )
        else:
            done, zh = ("declined", "拒绝") if state == "declined" else ("approved", "批准")
            super().__init__(f"{by} has {done} this message already", f"{by}已{zh}这条消息")


class NotTrueNow(Refusal):
    """What it says of the shop is so no more."""

    code = "not_true_now"


class NotBorneOut(Refusal):
    """Sentences of an edited message that its facts do not hold."""

    code = "not_borne_out"

    def __init__(self, rejected: Iterable[Rejected]) -> None:
        told = [asdict(one) for one in rejected]
        first = told[0]["text"]
        super().__init__(
            f"nothing in the shop's catalog or the customer's history bears out: {first}",
            f"商品资料和购买记录都不支持这句话：{first}",
            rejected=told,
        )
