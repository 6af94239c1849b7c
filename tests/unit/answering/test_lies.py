"""The liar's own sentences: made from the facts it was given, and none of them true."""

import re

import pytest
from support.lies import lies_about, told_in
from support.shop import JACKET, JACKET_EVIDENCE, TWO_EVIDENCE

import prompts
from assistant.answering.compose.serialise import facts_text
from assistant.answering.verify import verify
from assistant.knowledge.facts import Evidence


def prompt(evidence: Evidence, language: str = "zh") -> str:
    template = prompts.load("compose-question", language).text
    facts = facts_text(evidence, language)
    values = {"facts": facts, "history": "", "question": "怎么样", "language_name": "中文"}
    return template.format(**values)


def test_it_reads_the_facts_of_a_prompt() -> None:
    told = told_in(prompt(JACKET_EVIDENCE))
    assert JACKET in {one.subject for one in told}
    assert "面料 100%锦纶" in {stated for one in told for stated in one.stated}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_lies_about_those_facts(language: str) -> None:
    answers = lies_about(prompt(TWO_EVIDENCE, language))
    lies = [lie for answer in answers for lie in answer]
    assert any(JACKET in lie and re.search(r"\d", lie) for lie in lies)
    assert all(answers)
    assert len(lies) > 10


@pytest.mark.parametrize("evidence", [JACKET_EVIDENCE, TWO_EVIDENCE], ids=["one", "two"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_lie_is_borne_out(evidence: Evidence, language: str) -> None:
    lies = [lie for answer in lies_about(prompt(evidence, language)) for lie in answer]
    assert not [lie for lie in lies if verify(lie, evidence, language=language).supported]
