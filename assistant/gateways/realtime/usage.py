"""What a response took in and gave out, counted in the protocol's tokens.

Sound is counted as OpenAI bills it: one token for 100 ms heard, one for 50 ms spoken
(https://platform.openai.com/docs/guides/realtime-costs). Text is counted without a tokenizer: one
token for each Han character and for each other run of letters, digits or a mark.
"""

import math
import re
from typing import Any

HEARD_MS_PER_TOKEN = 100
SPOKEN_MS_PER_TOKEN = 50

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")


def text_tokens(text: str) -> int:
    """How many tokens `text` counts for."""
    return len(_TOKEN.findall(text))


def response_usage(
    *, question: str, heard_ms: int, answer: str, spoken_ms: int, called: str = ""
) -> dict[str, Any]:
    """The `usage` of `response.done`, for `heard_ms` and `spoken_ms` of sound.

    `called` are the arguments of a function call.
    """
    heard = math.ceil(heard_ms / HEARD_MS_PER_TOKEN)
    spoken = math.ceil(spoken_ms / SPOKEN_MS_PER_TOKEN)
    asked, said = text_tokens(question), text_tokens(answer) + text_tokens(called)
    return {
        "total_tokens": heard + asked + spoken + said,
        "input_tokens": heard + asked,
        "output_tokens": spoken + said,
        "input_token_details": {
            "text_tokens": asked,
            "audio_tokens": heard,
            "image_tokens": 0,
            "cached_tokens": 0,
            "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0},
        },
        "output_token_details": {"text_tokens": said, "audio_tokens": spoken},
    }
