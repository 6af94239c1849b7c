"""The language model's reading of what rules and embeddings left open: a kind, nothing else."""

from assistant.answering.chat_models import ChatModel
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.model import understand_with_model
from assistant.answering.understand.understander import AskModel

PATIENCE_S = 2.5  # a viewer would rather hear that the host is asked

# Only kinds that can be asked in words no rule foresees. A question of price or stock says so, and
# a small model that reads one where no rule did is guessing.
_OPEN_WORDED = (
    Kind.ATTRIBUTE,
    Kind.SUITABILITY,
    Kind.RECOMMEND,
    Kind.SHIPPING_TIME,
    Kind.RETURNS,
    Kind.EXCHANGE,
    Kind.DAMAGE,
    Kind.WARRANTY,
    Kind.ORDER_CHANGE,
    Kind.ORDER_STATUS,
    Kind.COMPLAINT,
    Kind.OFF_TOPIC,
    Kind.UNCLEAR,
)


def model_asker(chat: ChatModel, patience_s: float = PATIENCE_S) -> AskModel:
    """A reader of open questions that asks `chat`; None from it means the question stays open."""

    async def ask(text: str, language: str) -> Kind | None:
        kind = await understand_with_model(
            chat,
            text,
            [kind.value for kind in _OPEN_WORDED],
            language=language,
            patience_s=patience_s,
        )
        return Kind(kind) if kind else None

    return ask
