"""What Agora's Conversational AI API is sent and answers, as its public reference has it.

Only what Xiaoer uses is named. What Agora adds is passed over, and what it leaves out is empty:
its answers differ by version and by region.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

DEAD = frozenset({"STOPPING", "STOPPED", "FAILED"})
"""States an agent does not come back from."""

Priority = Literal["INTERRUPT", "APPEND", "IGNORE"]
"""Whether a broadcast breaks in, waits for what is being said, or is left out while that lasts."""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LanguageModel(_Document):
    """Where the agent asks; `params` go into the body of each request as they are."""

    vendor: Literal["custom"] = "custom"
    url: str
    api_key: str = ""
    system_messages: list[dict[str, str]] = []
    params: dict[str, Any] = {}
    max_history: int | None = None
    greeting_message: str | None = None
    failure_message: str | None = None


class Properties(_Document):
    """What an agent is. User ids are numbers, in strings; `remote_rtc_uids` may be ["*"].

    `idle_timeout` is how many seconds it stays after the last of them left; 0: until told to leave.
    """

    channel: str
    token: str
    agent_rtc_uid: str
    remote_rtc_uids: list[str]
    enable_string_uid: bool = False
    idle_timeout: int = 120
    llm: LanguageModel
    tts: dict[str, Any]
    asr: dict[str, Any] | None = None


class Join(_Document):
    """A new agent; a `name` is taken once."""

    name: str
    properties: Properties


class Agent(_Document):
    """An agent as it stands. `status` is IDLE, STARTING, RUNNING, STOPPING, STOPPED, FAILED or
    what Agora may add; `message` says why. Times are Unix seconds."""

    agent_id: str = ""
    name: str = ""
    status: str = ""
    message: str = ""
    create_ts: int = 0
    start_ts: int = 0
    stop_ts: int = 0

    @property
    def dead(self) -> bool:
        """Whether it has gone, or is about to."""
        return self.status in DEAD


class Agents(_Document):
    """A page of a list of agents."""

    class Data(_Document):
        """The page."""

        count: int = 0
        agents: list[Agent] = Field(default=[], alias="list")

    data: Data = Data()


class Remark(_Document):
    """A message of a conversation: `timestamp` as Agora gives it, speech in Unix milliseconds."""

    role: str = ""
    content: str = ""
    turn_id: int = 0
    timestamp: int = 0
    metadata: dict[str, Any] = {}
    speech_start_ms: int | None = None
    speech_end_ms: int | None = None


class History(_Document):
    """What was said to and by a running agent."""

    agent_id: str = ""
    contents: list[Remark] = []


class Segment(_Document):
    """A part of a turn's latency, in milliseconds."""

    name: str = ""
    latency: float = 0.0


class Began(_Document):
    """How a turn began: `voice_input`, `greeting`, `silence_timeout` or `api_speak`."""

    class Metadata(_Document):
        """More about it."""

        speech_duration_ms: int = 0

    start_at: float = 0.0
    type: str = ""
    metadata: Metadata = Metadata()


class Ended(_Document):
    """How a turn ended: `ok`, `interrupted`, `ignored` or `error`."""

    end_at: float = 0.0
    type: str = ""


class Metrics(_Document):
    """How long a turn took, and what of it where."""

    e2e_latency_ms: float | None = None
    segmented_latency_ms: list[Segment] = []


class TurnRecord(_Document):
    """One turn as Agora recorded it; times are Unix milliseconds."""

    turn_id: int = 0
    start: Began = Began()
    end: Ended | None = None
    metrics: Metrics = Metrics()


class Turns(_Document):
    """A page of an agent's turns."""

    class Pagination(_Document):
        """Where this page is; an answer without it is all there is."""

        page_index: int = 1
        total_pages: int = 1
        is_last_page: bool = True

    pagination: Pagination = Pagination()
    turns: list[TurnRecord] = []


class Refusal(_Document):
    """What stands in an answer that is no success."""

    reason: str = ""
    detail: str = Field(default="")
