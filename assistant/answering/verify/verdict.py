"""What the check of a sentence finds."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.knowledge.facts import Fact


class Reason(StrEnum):
    """Why a sentence was held back; `SUPPORTED` where it was not."""

    SUPPORTED = "supported"
    EMPTY = "empty"
    UNFINISHED = "unfinished"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    DATE = "date"
    SIZE = "size"
    COLOUR = "colour"
    STOCK = "stock"
    POLARITY = "polarity"
    BARE_ANSWER = "bare_answer"
    COMPARISON = "comparison"
    SUPERLATIVE = "superlative"
    EFFICACY = "efficacy"
    PROMISE = "promise"
    SCARCITY = "scarcity"
    CONTACT = "contact"
    INJECTION = "injection"
    PRODUCT = "product"
    AMBIGUOUS = "ambiguous"
    CONDITION = "condition"
    WORDING = "wording"


_TEXTS: dict[Reason, tuple[str, str]] = {
    Reason.SUPPORTED: ("有事实依据", "supported by the facts"),
    Reason.EMPTY: ("没有内容", "nothing is said"),
    Reason.UNFINISHED: ("句子没有说完", "the sentence is not finished"),
    Reason.AMOUNT: ("金额没有依据", "no fact holds this amount"),
    Reason.QUANTITY: ("数字没有依据", "no fact holds this number"),
    Reason.DATE: ("日期或时间没有依据", "no fact holds this date or time"),
    Reason.SIZE: ("尺码没有依据", "no fact holds this size"),
    Reason.COLOUR: ("颜色没有依据", "no fact holds this colour"),
    Reason.STOCK: ("库存说法没有依据", "no fact says this of the stock"),
    Reason.POLARITY: ("与事实说的是否相反", "the facts say the opposite, or do not say it"),
    Reason.BARE_ANSWER: ("只答是或否，没有说明依据", "a bare yes or no names no fact"),
    Reason.COMPARISON: ("比较没有依据", "no facts bear out the comparison"),
    Reason.SUPERLATIVE: ("用了极限词", "a superlative the shop may not use"),
    Reason.EFFICACY: ("涉及疗效或功效承诺", "a claim of healing or guaranteed effect"),
    Reason.PROMISE: ("承诺没有依据", "the shop has not promised this"),
    Reason.SCARCITY: ("催单或紧缺说法", "urges the viewer or claims scarcity"),
    Reason.CONTACT: ("联系方式或链接没有依据", "no fact holds this contact or address"),
    Reason.INJECTION: ("像是在执行别人的指令", "follows or repeats an instruction"),
    Reason.PRODUCT: ("说的是另一件商品", "the facts are about another product"),
    Reason.AMBIGUOUS: ("没有说清是哪一款", "does not say which product or variant"),
    Reason.CONDITION: ("漏了店铺规定的条件", "leaves out the shop's condition"),
    Reason.WORDING: ("有事实里没有的说法", "says something the facts do not hold"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be said, why not, and the facts it rests on.

    `reason` is a machine code, then a colon and the words it objects to: `amount: 199元`.
    """

    supported: bool
    reason: str
    used: tuple[Fact, ...] = ()

    @property
    def code(self) -> Reason:
        """The machine code alone."""
        return Reason(self.reason.partition(":")[0])

    def text(self, language: str = "zh") -> str:
        """The reason for a person, in Chinese or English."""
        chinese, english = _TEXTS[self.code]
        _, _, words = self.reason.partition(": ")
        said = chinese if language == "zh" else english
        return (
            f"{said}（{words}）"
            if words and language == "zh"
            else (f"{said} ({words})" if words else said)
        )


class Unsupported(Exception):
    """Raised inside the check at the first claim nothing bears out."""

    def __init__(self, reason: Reason, words: str = "") -> None:
        super().__init__(f"{reason.value}: {words}" if words else reason.value)
