"""What is said is heard: shopping sentences synthesised, and recognised again."""

from collections.abc import AsyncIterator

import cn2an
import pytest
import pytest_asyncio
from rapidfuzz.distance import Levenshtein

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import join
from assistant.speech.recognisers.port import Recogniser
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.port import Synthesiser
from assistant.speech.synthesisers.registry import open_synthesiser

pytestmark = [pytest.mark.models, pytest.mark.asyncio(loop_scope="module")]

# What is spoken, and what must be heard of it, each in any of these ways of writing it.
CHINESE = [
    ("这款羽绒服现价259元。", [["259"]]),
    ("支持7天无理由退换货。", [["7天无理由"]]),
    ("原价399元，现在8折。", [["399元"], ["8折"]]),
    ("身高165cm，体重110斤，建议穿L码。", [["165厘米"], ["110斤"]]),
    ("拍下24h内发货，偏远地区3-5天。", [["24小时"], ["3到5天", "3-5天", "35天"]]),
    ("好评率98.5%。", [["98.5"]]),
    ("活动到2026年11月30日结束。", [["2026年11月30"]]),
    ("支持USB充电，iPhone15也能用。", [["USB"], ["15"]]),
    ("充电宝20000mAh。", [["20000毫安", "2万毫安", "20000好安"]]),
    ("有货的，亲，今天就能发货。", [["今天"], ["发货"]]),
]
ENGLISH = [
    ("The coat costs $259.90.", [["259.90", "259 dollars and 90 cents"]]),
    ("It ships within 24h.", [["24 hours"]]),
    ("You can return it in 7 days.", [["7 days", "seven days"]]),
    ("The sale ends on 11/30.", [["november 30"]]),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def speaker() -> AsyncIterator[Synthesiser]:
    settings = Settings()
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    yield synthesiser
    await synthesiser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def listener() -> AsyncIterator[Recogniser]:
    settings = Settings()
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    yield recogniser
    await recogniser.close()


def plain(text: str, language: str = "zh") -> str:
    """Text as it is compared: lower case; in Chinese digits for numbers, no marks, no gaps."""
    if language != "zh":
        return text.lower()
    digits = str(cn2an.transform(text, "cn2an")).lower()
    return "".join(c for c in digits if c.isalnum() or c in ".-").strip(".")


@pytest.mark.parametrize(("language", "sentences"), [("zh", CHINESE), ("en", ENGLISH)])
async def test_the_numbers_of_sentences_are_heard(
    speaker: Synthesiser,
    listener: Recogniser,
    language: str,
    sentences: list[tuple[str, list[list[str]]]],
) -> None:
    """All but one: a processor rounds as it does, and on some a sentence lies at the edge."""
    misheard = {}
    for text, parts in sentences:
        sound = join([piece async for piece in speaker.speak(text, language=language, ahead=True)])
        heard = (await listener.recognise(sound, language=language)).text
        bare = plain(heard, language)
        if not all(any(plain(way, language) in bare for way in ways) for ways in parts):
            misheard[text] = heard
    assert len(misheard) <= 1, misheard


async def test_first_and_last_words_are_not_clipped(
    speaker: Synthesiser, listener: Recogniser
) -> None:
    """Over all voices at most a fifth of the characters may be heard as others."""
    text = "黑色有货，红色没有，今天下单明天发货。"
    errors = 0
    for voice in speaker.voices("zh"):
        pieces = [piece async for piece in speaker.speak(text, language="zh", voice=voice)]
        heard = (await listener.recognise(join(pieces), language="zh")).text
        errors += Levenshtein.distance(plain(text), plain(heard))
    assert errors <= 0.2 * len(plain(text)) * len(speaker.voices("zh"))
