"""The formats there are, in the order they are tried: the more particular ones first."""

from catalog_loader.readers.generic.documents import GenericJsonReader
from catalog_loader.readers.generic.reader import GenericReader
from catalog_loader.readers.google.local import GoogleLocalReader
from catalog_loader.readers.google.reader import GoogleMerchantReader
from catalog_loader.readers.jsonl import JsonlReader
from catalog_loader.readers.litemall.reader import LitemallReader
from catalog_loader.readers.magento.reader import MagentoReader
from catalog_loader.readers.mall.reader import MallReader
from catalog_loader.readers.medusa.reader import MedusaReader
from catalog_loader.readers.reader import Reader, Source
from catalog_loader.readers.saleor.reader import SaleorReader
from catalog_loader.readers.schemaorg.reader import SchemaOrgReader
from catalog_loader.readers.shopee.reader import ShopeeReader
from catalog_loader.readers.shopify import ShopifyReader
from catalog_loader.readers.spree.reader import SpreeReader
from catalog_loader.readers.sql.unknown import SqlDumpReader
from catalog_loader.readers.taobao.reader import TaobaoReader
from catalog_loader.readers.woocommerce.reader import WooCommerceReader

READERS: tuple[Reader, ...] = (
    SchemaOrgReader(),
    JsonlReader(),
    LitemallReader(),
    MallReader(),
    SqlDumpReader(),
    ShopifyReader(),
    GoogleLocalReader(),
    GoogleMerchantReader(),
    WooCommerceReader(),
    MagentoReader(),
    MedusaReader(),
    SpreeReader(),
    SaleorReader(),
    TaobaoReader(),
    ShopeeReader(),
    GenericJsonReader(),
    GenericReader(),
)


def recognise(source: Source) -> Reader | None:
    """The first format whose reader recognises `source` by its content."""
    return next((reader for reader in READERS if reader.recognises(source)), None)


def named(name: str) -> Reader | None:
    """The format called `name`, if there is one."""
    return next((reader for reader in READERS if reader.name == name), None)
