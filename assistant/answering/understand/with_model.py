"""The language model's reading of what rules and examples left open: a kind, nothing else."""

from collections.abc import Sequence

from assistant.answering.chat_models import ChatModel
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.model import understand_with_model
from assistant.answering.understand.understander import AskModel

PATIENCE_S = 2.5  # a viewer would rather hear that the host is asked


def model_asker(chat: ChatModel, patience_s: float = PATIENCE_S) -> AskModel:
    """A reader of open questions that asks `chat`; None from it means the question stays open."""

    async def ask(text: str, language: str, kinds: Sequence[Kind]) -> Kind | None:
        named = await understand_with_model(
            chat,
            text,
            [kind.value for kind in Kind],
            among=[kind.value for kind in dict.fromkeys((*kinds, Kind.UNCLEAR))],
            language=language,
            patience_s=patience_s,
        )
        return Kind(named) if named else None

    return ask
