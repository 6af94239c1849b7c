"""Checking one sentence against evidence."""

import re

from assistant.answering.verify.bounds import bounded
from assistant.answering.verify.deferral import defers
from assistant.answering.verify.facts import check_by_facts
from assistant.answering.verify.joining import joined, without_courtesy
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quoted import without_quoted
from assistant.answering.verify.reading import Reading, one_way, read
from assistant.answering.verify.statements import stated
from assistant.answering.verify.subjects import (
    Mention,
    enumerated,
    free_names,
    mask_options,
    mentioned,
    options_named,
    whole,
)
from assistant.answering.verify.support import About
from assistant.answering.verify.units import Ground, ground, split_clauses, split_sentences
from assistant.answering.verify.verdict import Reason, Unsupported, Verdict
from assistant.answering.verify.words import stating
from assistant.knowledge.facts import Evidence, Fact

_CONTACT = re.compile(
    r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|vn|id|th|my|shop|xyz|io|top|cc|me)(?![a-z])|"
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{3,4}-\d{7,8}|(?<!\d)400-?\d{3}-?\d{4}|\+\d{8,}|"
    r"[\w.]+@[\w-]+\.\w+|微信(?!支付)|加v|vx|v信|wechat(?! ?pay\b)|whatsapp|telegram|"
    r"qq群|加群|私聊|扫码|支付宝|转账|zalo|line id"
)
# Signs that state something (🎁, 🆓, ½, ×, other currencies): all but faces, hearts and flowers.
_SYMBOL = re.compile(
    "[\u00ac\u00b1\u00d7\u00f7\u2030-\u2031\u2044\u20a0-\u20cf\u2150-\u218f\u2190-\u22ff\u2300-\u25ff"
    "\u2600-\u2639\u263b-\u2660\u2667-\u2727\u2729-\u2763\u2765-\u27bf\u2b00-\u2bff<>=^|{}\\\\*#@"
    "\U0001f000-\U0001f31f\U0001f320-\U0001f337\U0001f33e-\U0001f37f\U0001f380-\U0001f388"
    "\U0001f38c-\U0001f48f\U0001f4a0-\U0001f5ff\U0001f680-\U0001f90c\U0001f980-\U0001faff]"
)
_KNOWN_CURRENCY = frozenset("₫฿")
_PARTICLES = re.compile(
    r"^(?:亲+|您好|你好|嗯|好的|哈喽|宝宝|家人们|hi|hello|dear|kak|dạ|well)[,!~ ]*|"
    r"[哦呢哈呀啊哟噢喔啦的~!. ,?]+$"
)
_UNFINISHED = re.compile(
    r"[,:、,\-–—(（]$|"
    r"(?:[是为有]|因为|所以|但是|而且|以及|和|与|或|the|and|of|is|a|to|with|for|dan|và)$"
)
_PUBLISHED_AT_LEAST = 5  # characters; shorter texts are words, and checked as such
_ONLY = re.compile(r"只有|仅有|only|hanya|chỉ|เท่านั้น|mỗi")
_ASKS = re.compile(
    r"[吗么呢]$|哪|什么|^(?:which|what|how|would|do) |\b(?:mana|apa)\b|\bnào\b|ไหม|ไหน"
)
_POSITIVE = re.compile(
    r"可以|支持|能|有|含|包|会|是|\b(?:can|have|has|is|are|yes|supports?|available|in)\b|bisa|ada|boleh|"
    r"tersedia|có|được|còn|มี|ได้|เป็น"
)


def verify(sentence: str, evidence: Evidence, *, language: str) -> Verdict:
    """Whether `sentence`, in `language`, may be said on this evidence.

    Pure and without waiting; every claim must be borne out, and what is not understood counts as
    a claim that is not. `Verdict.used` are the facts it rests on, empty for small talk.
    """
    held = ground(evidence)
    text = held.published(one_way(sentence))
    try:
        used = _check(text, held)
    except Unsupported as objection:
        return Verdict(False, str(objection))
    return Verdict(True, Reason.SUPPORTED.value, tuple(used))


def _check(text: str, held: Ground) -> dict[Fact, None]:
    if not re.search(r"\w", text):
        raise Unsupported(Reason.EMPTY)
    published = _published(text, held)
    if published is not None:
        return published
    _refuse(text, held)
    if _UNFINISHED.search(text.strip()):
        raise Unsupported(Reason.UNFINISHED, text[-12:])
    text, used = without_quoted(text, held)
    about = mentioned(text, held) if used else Mention()
    for sentence in split_sentences(text):
        clauses = [
            part
            for clause in joined(split_clauses(sentence), held)
            for part in enumerated(clause, held)
        ]
        bare: list[tuple[str, bool]] = []
        borne: list[tuple[Reading, bool]] = []
        carried: frozenset[str] = frozenset()
        for piece in clauses:
            answer = _bare(piece)
            if answer is not None:
                bare.append((piece, answer))
                continue
            before = about.things
            about, facts, claimed = _check_clause(piece, text, about, carried, held)
            named = options_named(read(piece), held) | mask_options(piece, held)[1]
            carried = named or (carried if about.things == before else frozenset())
            used.update(facts)
            if claimed:
                borne.append((read(piece), any(fact.value == "true" for fact in facts)))
        _check_bare(bare, borne, text)
    return used


def _published(text: str, held: Ground) -> dict[Fact, None] | None:
    """The facts of a sentence that is one the shop published, letter for letter but particles."""
    bare = _bared(text)
    for statement in held.statements:
        if bare and bare == _bared(statement.text):
            return {statement.fact: None} if statement.fact else {}
    whole = [_bared(s) for s in split_sentences(text)]
    all_published = {_bared(statement.text): statement for statement in held.statements}
    if len(whole) > 1 and all(piece in all_published for piece in whole):
        facts = (all_published[piece].fact for piece in whole)
        return {fact: None for fact in facts if fact}
    return None


def _bared(text: str) -> str:
    return re.sub(r"[\s,.!?;:]", "", _PARTICLES.sub("", text.strip()))


def _refuse(text: str, held: Ground) -> None:
    """What no fact can make right."""
    words = lexicon()
    for reason, list_ in (
        (Reason.INJECTION, words.injection),
        (Reason.SUPERLATIVE, words.superlative),
        (Reason.EFFICACY, words.efficacy),
        (Reason.SCARCITY, words.scarcity),
    ):
        if (found := list_.first(text)) and not _in_names(found, text, held):
            raise Unsupported(reason, found)
    for symbol in _SYMBOL.finditer(text):
        if symbol[0] not in held.text and symbol[0] not in _KNOWN_CURRENCY | {"€"}:
            raise Unsupported(Reason.WORDING, symbol[0])
    for contact in _CONTACT.finditer(text):
        if contact[0] not in held.text:
            raise Unsupported(Reason.CONTACT, contact[0])


def _in_names(found: str, text: str, held: Ground) -> bool:
    """Whether a word stands only inside the full name of a thing."""
    for thing in held.things:
        text = text.replace(thing, "")
    return found not in text


def _bare(piece: str) -> bool | None:
    """True or False for a clause that only says yes or no."""
    said = re.sub(r"[\s~!.?]+$", "", re.sub(r"[哦呢哈呀啊哟噢喔啦~]+$", "", piece))
    said = re.sub(r"^(?:亲+|您好|宝宝|dear|kak)\s*", "", said)
    if said in lexicon().yes:
        return True
    return False if said in lexicon().no else None


def _check_bare(bare: list[tuple[str, bool]], borne: list[tuple[Reading, bool]], text: str) -> None:
    """A bare yes or no stands only beside a clause that says the same in words and is borne out."""
    for piece, answer in bare:
        for clause, holds in borne:
            denies = clause.negators % 2 == 1 or any(s.name == "no" for s in clause.stock)
            states = {found.name for found in read(piece).stock}
            if states and not states & {found.name for found in clause.stock}:
                continue
            if answer and not denies and (holds or _POSITIVE.search(clause.text)):
                break
            if not answer and (denies or _ONLY.search(clause.text)):
                break
        else:
            raise Unsupported(Reason.BARE_ANSWER, piece)


def _check_clause(
    piece: str, sentence: str, about: Mention, carried: frozenset[str], held: Ground
) -> tuple[Mention, dict[Fact, None], bool]:
    """Check one clause; what it is about holds for the next ones too."""
    mention = mentioned(piece, held)
    about = mention if mention.things else about
    used: dict[Fact, None] = {}
    masked = _without_published(piece, about, held, used)
    if masked != piece and not read(masked).tokens and not read(masked).negators:
        return about, used, True
    masked = without_courtesy(masked)
    for start, end in mention.spans:
        if piece[start:end] in held.things or piece[start:end] in free_names(held):
            masked = masked[:start] + " " * (end - start) + masked[end:]
    _check_whole(masked, held)
    masked, named_options = mask_options(masked, held)
    clause = read(masked)
    named = free_names(held)
    if defers(piece):
        return about, {}, False
    statement = stated(clause, sentence, named, held)
    if statement is not None:
        return about, {statement.fact: None} if statement.fact else {}, True
    together = mention.things if mention.exact else ()
    about_what = About(about.things, about.exact, named, named_options, carried, together)
    support = check_by_facts(clause, sentence, about_what, held)
    if not support.claims:
        _check_small_talk(masked, clause, sentence)
    elif twist := lexicon().rhetorical.first(piece):
        raise Unsupported(Reason.WORDING, twist)
    return about, used | support.used, bool(support.claims)


def _check_whole(text: str, held: Ground) -> None:
    """An option is named as it is: `under 30g` and 5L以上 are none."""
    for value in mask_options(text, held)[1]:
        for match in whole(value).finditer(text):
            if bounded(*match.span(), text):
                raise Unsupported(Reason.QUANTITY, value)


def _check_small_talk(masked: str, clause: Reading, sentence: str) -> None:
    """A clause that rests on nothing may ask, greet or introduce; it may say nothing.

    适合您, 大家都喜欢 and `buy now` are all plain words, and claims.
    """
    if clause.negators % 2:
        raise Unsupported(Reason.POLARITY, clause.text)
    asks = _ASKS.search(clause.text) or (
        sentence.rstrip().endswith("?") and not lexicon().everyone.first(clause.text)
    )
    said = stating(masked)
    if said and not (asks and not clause.negators):
        raise Unsupported(Reason.WORDING, said[0])


def _without_published(piece: str, about: Mention, held: Ground, used: dict[Fact, None]) -> str:
    """`piece` without the published sentences that stand in it word for word."""
    for statement in held.statements:
        alien = statement.thing and about.things and statement.thing not in about.things
        if alien or len(statement.text) < _PUBLISHED_AT_LEAST or statement.text not in piece:
            continue
        piece = piece.replace(statement.text, " ")
        if statement.fact:
            used[statement.fact] = None
    return piece
