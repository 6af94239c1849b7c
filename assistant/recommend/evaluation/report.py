"""A study as a table and as a document, in Chinese and English."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from assistant.recommend.evaluation.study import Row, Study

_COLUMNS = {
    "recall": ("召回率", "recall"),
    "ndcg": ("NDCG", "NDCG"),
    "ndcg_full": ("NDCG（全长）", "NDCG full"),
    "hit": ("命中率", "hit"),
    "personal_hit": ("复购命中率", "personal hit"),
    "repeat": ("复购召回", "repeat"),
    "explore": ("新品召回", "explore"),
}


@dataclass(frozen=True, slots=True)
class RepurchaseReport:
    """What `xiaoer evaluate repurchase` ends in."""

    study: Study
    language: str

    def as_json(self) -> dict[str, Any]:
        """All figures; null where one is not defined."""
        study, tuned = self.study, self.study.tuned
        found = study.calibration
        return {
            "protocol": study.protocol,
            "k": study.k,
            "customers": study.customers,
            "products": study.products,
            "lines": study.lines,
            "methods": [_row(row) for row in study.rows],
            "tifu_knn_tuned": {
                "groups": tuned.groups,
                "within": tuned.within,
                "between": tuned.between,
                "neighbours": tuned.neighbours,
                "own": tuned.own,
            },
            "due_dates": None
            if found is None
            else {
                "worst": _number(found.worst),
                "bins": [
                    {"suggestions": int(count), "said": _number(said), "bought": _number(bought)}
                    for count, said, bought in zip(
                        found.count, found.said, found.bought, strict=True
                    )
                ],
            },
            "peak_mb": round(study.peak_mb),
        }

    def table(self) -> RenderableType:
        """The table of methods, and below it that of the due dates."""
        zh = self.language == "zh"
        study = self.study
        title = (
            f"复购推荐：{study.customers:,} 位顾客，{study.products:,} 个商品，前 {study.k} 名"
            if zh
            else f"Repurchase: {study.customers:,} customers, {study.products:,} products, "
            f"top {study.k}, {study.protocol}"
        )
        table = Table(title=title)
        table.add_column("方法" if zh else "method")
        for names in _COLUMNS.values():
            table.add_column(names[0 if zh else 1], justify="right")
        table.add_column("领先（召回，95 %）" if zh else "ahead by (recall, 95 %)", justify="right")
        table.add_column("领先（NDCG）" if zh else "ahead by (NDCG)", justify="right")
        table.add_column("拟合 秒" if zh else "fit s", justify="right")
        table.add_column("名单 秒" if zh else "lists s", justify="right")
        for row in study.rows:
            table.add_row(
                row.name,
                *(_shown(row.means[name]) for name in _COLUMNS),
                _interval(row.ahead.get("recall")),
                _interval(row.ahead.get("ndcg")),
                f"{row.fit_s:.1f}",
                f"{row.lists_s:.1f}",
            )
        return Group(table, self._due(zh=zh))

    def _due(self, *, zh: bool) -> RenderableType:
        found = self.study.calibration
        if found is None:
            return (
                "没有日期，无法核对到期日"
                if zh
                else "without dates no due date can be held to what came"
            )
        table = Table(
            title="14 天内到期：说的概率与实际" if zh else "Due within 14 days: said and bought"
        )
        for name in ("建议数", "概率", "实际") if zh else ("suggestions", "said", "bought"):
            table.add_column(name, justify="right")
        for count, said, bought in zip(found.count, found.said, found.bought, strict=True):
            if count:
                table.add_row(f"{int(count):,}", _shown(said), _shown(bought))
        return table


def _row(row: Row) -> Mapping[str, Any]:
    return {
        "name": row.name,
        **{name: _number(value) for name, value in row.means.items()},
        "fit_s": round(row.fit_s, 2),
        "lists_s": round(row.lists_s, 2),
        "ahead": {name: [round(value, 5) for value in ahead] for name, ahead in row.ahead.items()},
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 5)


def _shown(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}"


def _interval(ahead: tuple[float, float, float] | None) -> str:
    return f"{ahead[0]:+.4f} … {ahead[2]:+.4f}" if ahead else ""
