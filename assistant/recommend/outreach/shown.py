"""Suggestions as JSON, as the API gives them and drafts keep them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.recommend.suggestion import Habit, Suggestion, Wish
from catalog_loader.product import Money


def suggestion_json(suggestion: Suggestion) -> Mapping[str, Any]:
    """Moments in ISO 8601; the price of one piece in major units."""
    wish, habit = suggestion.wish, suggestion.wish.habit
    return {
        "product": suggestion.handle,
        "sku": suggestion.sku,
        "title": suggestion.title,
        "price": {
            "amount": suggestion.price.plain,
            "currency": suggestion.price.currency,
            "minor": suggestion.price.minor,
        },
        "pieces": suggestion.pieces,
        "due": wish.due.isoformat() if wish.due else None,
        "probability": wish.probability,
        "habit": {
            "times": habit.times,
            "last": habit.last.isoformat(),
            "gap_days": habit.gap_days,
            "pieces": habit.pieces,
        }
        if habit
        else None,
    }


def suggestion_of(document: Mapping[str, Any]) -> Suggestion:
    """The suggestion that `suggestion_json` wrote."""
    told, due = document["habit"], document["due"]
    habit = Habit(**{**told, "last": datetime.fromisoformat(told["last"])}) if told else None
    return Suggestion(
        Wish(
            document["sku"],
            document["probability"],
            datetime.fromisoformat(due) if due else None,
            habit,
        ),
        document["product"],
        document["sku"],
        document["title"],
        Money(minor=document["price"]["minor"], currency=document["price"]["currency"]),
        document["pieces"],
    )
