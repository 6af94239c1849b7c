"""How well turns are taken: scenarios played into a conversation, and judged from the sound."""

from assistant.gateways.evaluate_turns.run import evaluate_turns
from assistant.gateways.evaluate_turns.scenario import (
    Scenario,
    ScenarioError,
    default_scenarios,
    read_scenarios,
)

__all__ = ["Scenario", "ScenarioError", "default_scenarios", "evaluate_turns", "read_scenarios"]
