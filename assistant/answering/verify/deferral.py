"""Clauses that say one does not know, or will ask: they claim nothing of the goods.

`防水等级资料里没有写` names what is not known and `帮您问一下是否防水` what will be asked. But
`帮您问到了，防水`, `没有找到任何缺点` or a promise beside the phrase would be claims in disguise.
"""

import re

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import read
from assistant.answering.verify.spans import without

# What comes after one of these is what the question is about.
_TOPIC = re.compile(
    r"是否|是不是|有没有|能不能|会不会|可不可以|多少|多久|几|哪|什么|怎么|关于|"
    r"\b(?:about|on|whether|if|what|which|how|when|where|regarding|for)\b|"
    r"\b(?:tentang|soal|mengenai|apakah|adakah|berapa|bagaimana|kapan|bila)\b|"
    r"\b(?:về|liệu|bao nhiêu|thế nào)\b|เรื่อง|เกี่ยวกับ|ว่า|หรือไม่"
)
# Who will be asked, and the asking.
_ASKED = re.compile(
    r"主播|客服|主持人|店主|您问|你问|问问|问1?下|确认1?下?|再问|查1?下|联系|咨询|核实|"
    r"\b(?:host|hos|admin|staff|team|let me|i'll|check|confirm|ask|tanyakan|tanya|menanyakan|cek|"
    r"kepada|semak|bertanya|hỏi|kiểm tra|xác nhận|dahulu|dulu|have|get|give|information|informasi|"
    r"maklumat|info|data)\b|แอดมิน|โฮสต์|เจ้าหน้าที่|สอบถาม|เช็ค|ตรวจสอบ|เดี๋ยว"
)
_UNKNOWN = re.compile(
    r"\b(?:informasi|info|maklumat|thông tin|information|details?)\b[^,.]{0,40}?"
    r"\b(?:belum ada|tidak ada|belum tersedia|tiada|chưa có|không có|is not available)\b"
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")
# A clause that goes on to something else, or that has the answer already.
_GOES_ON = re.compile(
    r"但|不过|而是|因为|所以|却|反正|虽然|大家|为什么|问到|问过|问了|问好|确认了|确认过|核实了|核实过|说了|告诉我|回复|"
    r"\b(?:but|because|since|although|though|however|anyone|nobody|anybody|said|confirmed|why|"
    r"asked|told)\b|"
    r"\b(?:tapi|tetapi|karena|kerana|namun|katanya|siapa|sudah|yang)\b|"
    r"\b(?:nhưng|vì|tại sao|ai|đã)\b|แต่|เพราะ|ใคร|แล้ว"
)
# 没有找到缺点 praises.
_FAULTS = re.compile(
    r"缺点|毛病|问题的|差评|对手|比它|比这|更|瑕疵|副作用|投诉|理由不|"
    r"\b(?:fault|faults|flaw|flaws|downside|complaint|complaints|side effects?|better|reason)\b|"
    r"\b(?:kekurangan|keluhan|cela|kelemahan|aduan)\b|nhược điểm|phàn nàn|khuyết điểm|ข้อเสีย"
)


def defers(piece: str) -> bool:
    """Whether `piece` says that something is not known or will be asked, and nothing else."""
    spans = [*lexicon().deferral.spans(piece), *(m.span() for m in _UNKNOWN.finditer(piece))]
    if not spans or _GOES_ON.search(piece) or _FAULTS.search(piece):
        return False
    if lexicon().rhetorical.first(piece):
        return False
    if any(number.kind not in {"plain", "count"} for number in read(piece).quantities):
        return False
    asked = [match.span() for match in _ASKED.finditer(piece)]
    rest = read(without(piece, [*spans, *asked]))
    said = [found.start for found in (*rest.promises, *rest.stock)]
    said += [token.start for token in rest.tokens]
    return all(_asked_of(at, piece, spans) for at in said)


def _asked_of(at: int, piece: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the word at `at` only names what is not known, or what will be asked."""
    topics = [match.start() for match in _TOPIC.finditer(piece) if match.start() <= at]
    if topics and not any(topics[-1] < start < at for start, _ in spans):
        return True
    if _THAI.search(piece):
        return False  # no comma tells one clause from the next
    words = lexicon()
    first, last = min(spans)[0], max(end for _, end in spans)
    denies = any(words.negators.first(piece[start:end]) for start, end in spans)
    if at >= last:
        after = piece[last:]
        runs_on = after > "\u3000" and not words.modals.first(after)
        return denies and runs_on and not words.negators.first(after)
    return at < first and (denies or not words.modals.first(piece[:first]))
