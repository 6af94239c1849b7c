"""A million SKUs: loading a Shopify CSV, changing one price, searching by word.

    python tests/benchmarks/catalog_million.py [--skus 1000000] [--variants 4] [--json]

The file is made first (not counted), then loaded by `xiaoer catalog load` in a process of its own,
whose peak memory is told. A change of one price and a hundred searches follow in this process.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from assistant.knowledge.search import CatalogSearch
from assistant.store import Catalogs, Database, SkuPatch

COLUMNS = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU", "Variant Grams",
    "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy",
    "Variant Price", "Variant Compare At Price", "Variant Barcode", "Image Src", "Status",
)  # fmt: skip
HAN = """
轻羽 白鸭绒 连帽 羽绒服 玻尿酸 补水 面膜 不粘 炒锅 保温杯 儿童 冲锋衣 亚麻 衬衫 真丝 围巾 陶瓷 茶具
竹纤维 毛巾 蓝牙 音箱 加湿器 空气炸锅 燕麦 坚果 蜂蜜 乌龙茶 护手霜 防晒霜 婴儿 湿巾 记忆棉 枕头
"""
WORDS = HAN.split()
ENGLISH = "cotton linen steel bamboo wool classic pocket travel office garden"
LATIN = ENGLISH.split()
COLOURS, SIZES = ("黑色", "白色", "雾蓝", "米色"), ("S", "M", "L", "XL")
QUERIES = ("面膜", "羽绒服", "保温杯", "冲锋衣 儿童", "linen", "空气炸锅", "mianmo", "baowenbei")


def write(path: Path, skus: int, variants: int) -> None:
    """A Shopify export of `skus` SKUs, `variants` to a product."""
    rng = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(COLUMNS)
        for number in range(skus // variants):
            title = "".join(rng.choices(WORDS, k=3)) + f" {rng.choice(LATIN)} {number}"
            body = f"<p>{''.join(rng.choices(WORDS, k=8))}。</p><p>{rng.choice(LATIN)}</p>"
            price = rng.randrange(900, 90_000)
            for index in range(variants):
                first = index == 0
                out.writerow(
                    (
                        f"item-{number}", title if first else "", body if first else "",
                        "小店" if first else "", "家居" if first else "", "",
                        "TRUE" if first else "", "颜色" if first else "", COLOURS[index % 4],
                        "尺码" if first else "", SIZES[index // 4 % 4], f"SKU-{number}-{index}",
                        "350", "shopify", rng.randrange(0, 200), "deny", f"{price / 100:.2f}", "",
                        f"69{number:08d}{index:03d}",
                        f"https://shop.example/{number}.jpg" if first else "",
                        "active" if first else "",
                    )
                )  # fmt: skip


def load(path: Path, home: Path) -> dict[str, Any]:
    """Load the file by the command, and what it took."""
    begun = perf_counter()
    command = [
        sys.executable,
        "-m",
        "assistant.cli",
        "catalog",
        "load",
        str(path),
        "--catalog",
        "m",
    ]
    environment = {**os.environ, "XIAOER_HOME": str(home)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "said": done.stdout.strip().splitlines()[-1]}


async def use(home: Path, skus: int, variants: int) -> dict[str, Any]:
    """Change one price, then search."""
    database = await Database.open(f"sqlite+aiosqlite:///{home / 'xiaoer.db'}")
    try:
        catalogs = Catalogs(database)
        rng = random.Random(11)
        changes, searches = [], []
        for _ in range(5):
            sku = f"SKU-{rng.randrange(skus // variants)}-0"
            begun = perf_counter()
            await catalogs.patch_sku("m", sku, SkuPatch(price=Decimal("12.34")))
            changes.append((perf_counter() - begun) * 1000)
        search = CatalogSearch(database)
        for query in [*QUERIES, *(f"item-{rng.randrange(1000)}" for _ in range(4))] * 8:
            begun = perf_counter()
            hits = await search.find("m", query)
            searches.append((perf_counter() - begun) * 1000)
            assert hits, query
    finally:
        await database.close()
    return {
        "change_ms": {"median": median(changes), "most": max(changes)},
        "search_ms": {"median": median(searches), "p95": quantiles(searches, n=20)[-1]},
    }


def write_line(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skus", type=int, default=1_000_000)
    parser.add_argument("--variants", type=int, default=4, help="SKUs to a product")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, home = Path(folder) / "shop.csv", Path(folder) / "home"
        write(path, given.skus, given.variants)
        figures: dict[str, Any] = {"skus": given.skus, "file_mb": path.stat().st_size / 1e6}
        figures["load"] = load(path, home)
        figures["database_mb"] = (home / "xiaoer.db").stat().st_size / 1e6
        figures |= asyncio.run(use(home, given.skus, given.variants))
    if given.json:
        write_line(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    loaded = figures["load"]
    write_line(
        f"{given.skus:,} SKUs ({figures['file_mb']:.0f} MB): loaded in {loaded['seconds']:.1f} s, "
        f"peak {loaded['peak_mb']:.0f} MB, database {figures['database_mb']:.0f} MB\n"
        f"one price changed: median {figures['change_ms']['median']:.1f} ms, most "
        f"{figures['change_ms']['most']:.1f} ms\n"
        f"search: median {figures['search_ms']['median']:.1f} ms, "
        f"95th percentile {figures['search_ms']['p95']:.1f} ms"
    )


if __name__ == "__main__":
    main()
