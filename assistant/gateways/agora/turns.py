"""Agora's record of a turn as one of our latencies, under a source of its own.

Agora measures at its own microphones and speakers, on its own clock, and we hear of it when the
show is over: these figures stand beside those measured here and are never added to them.
"""

from assistant.gateways.agora.documents import TurnRecord
from assistant.telemetry import Contribution, TurnLatency, new_trace_id
from assistant.telemetry.turns import Key, Reason

OWNER = "Agora"

_SEGMENTS: dict[str, Key] = {
    "algorithm_processing": "turn_end",
    "asr_ttlw": "recognition",
    "llm_ttft": "first_sentence",
    "llm_ftfs": "first_sentence",
    "llm_ttfa": "first_sentence",
    "tts_ttfb": "synthesis",
    "transport": "transport",
}
_REASONS: dict[str, Reason] = {
    "ok": "ok",
    "interrupted": "interrupted",
    "ignored": "ignored",
    "error": "error",
}


def latency(record: TurnRecord) -> TurnLatency | None:
    """The time of a turn that a viewer spoke; None of any other, and of one that is not over.

    The segments follow one another in the order Agora names them and are cut where they come to
    more than its own end-to-end figure; what they leave of that is `other`. The wording of an
    answer is asked of us, so that its segment is Xiaoer's time with the way to it and back.
    """
    if record.end is None or record.start.type != "voice_input":
        return None
    total = round((record.metrics.e2e_latency_ms or 0) * 1000)
    parts: list[Contribution] = []
    at = 0
    for segment in record.metrics.segmented_latency_ms:
        spent = min(max(0, round(segment.latency * 1000)), total - at)
        if spent:
            key = _SEGMENTS.get(segment.name, "other")
            parts.append(Contribution(key, OWNER, at / 1000, spent / 1000, segment.name))
            at += spent
    if at < total:
        parts.append(Contribution("other", OWNER, at / 1000, (total - at) / 1000))
    spoken_ms = record.start.start_at + record.start.metadata.speech_duration_ms
    return TurnLatency(
        source="agora",
        reason=_REASONS.get(record.end.type, "error"),
        total_ms=total / 1000,
        contributions=tuple(parts),
        handed_over=record.metrics.e2e_latency_ms is not None,
        began_ns=round(spoken_ms * 1e6),
        trace_id=new_trace_id(),
    )
