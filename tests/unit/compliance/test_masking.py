"""Documents are masked in their texts, and stay what they are."""

from assistant.compliance.masking import masked


def test_texts_are_masked_however_deep_and_ids_are_not() -> None:
    document = {
        "answer_id": "13800138000",
        "question": {"text": "打13800138000", "askers": 3},
        "facts": [{"product": "6222020200032451", "value": "259", "label": "价格"}],
        "checks": {"supported": True, "rejected": [{"text": "加微信 abc12345", "reason": ""}]},
        "timings_ms": {"done": 13800138000.5},
        "nothing": None,
    }
    assert masked(document) == {
        "answer_id": "13800138000",
        "question": {"text": "打138****8000", "askers": 3},
        "facts": [{"product": "6222020200032451", "value": "259", "label": "价格"}],
        "checks": {"supported": True, "rejected": [{"text": "加微信 a*******", "reason": ""}]},
        "timings_ms": {"done": 13800138000.5},
        "nothing": None,
    }
