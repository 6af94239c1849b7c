"""Who may do what: `xiaoer staff`, on the database itself, so that it works before anybody can
sign in and after everybody forgot how."""

import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from assistant.cli.common import AsJson, fail, output, print_json, read_settings, with_database
from assistant.review.access.roles import Role

T = TypeVar("T")

app = typer.Typer(help="Accounts of staff.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account's name.")]


@app.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    password: Annotated[
        bool, typer.Option("--password", help="Ask for one now; else a link to choose it with.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make an account: the first admin, or anybody."""
    chosen = _asked_twice() if password else ""

    async def work(access: Any, by: Any) -> str:
        account = await access.accounts.add(name, role, by, password=chosen)
        return "" if chosen else str((await access.links.make(account.id, by))[0])

    _tell(name, _with_access(work), as_json=as_json)


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """Everybody who has an account."""

    async def work(access: Any, by: Any) -> Any:
        return await access.accounts.list()

    rows = [
        {
            "name": one.name,
            "role": one.role,
            "disabled": one.disabled,
            "password": bool(one.password),
            "signed_in_at": one.signed_in_at,
        }
        for one in _with_access(work)
    ]
    if as_json:
        print_json(rows)
        return
    table = Table(box=None)
    for heading in ("name", "role", "disabled", "signed in"):
        table.add_column(heading)
    for row in rows:
        signed_in = f"{row['signed_in_at']:%Y-%m-%d %H:%M}" if row["signed_in_at"] else ""
        table.add_row(row["name"], row["role"], "yes" if row["disabled"] else "", signed_in)
    output().print(table)


@app.command("role")
def change_role(name: Name, role: Annotated[Role, typer.Argument(help="The new one.")]) -> None:
    """Give another role; they have to sign in again."""

    async def work(access: Any, by: Any) -> None:
        await access.accounts.change_role((await _account(access, name)).id, role, by)

    _with_access(work)


@app.command("disable")
def disable(
    name: Name, undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False
) -> None:
    """Let somebody sign in no more, and their keys work no more."""

    async def work(access: Any, by: Any) -> None:
        await access.accounts.disable((await _account(access, name)).id, by, disabled=not undo)

    _with_access(work)


@app.command("link")
def link(name: Name, as_json: AsJson = False) -> None:
    """A one-time link with which they choose a password."""

    async def work(access: Any, by: Any) -> str:
        made, _ = await access.links.make((await _account(access, name)).id, by)
        return str(made)

    _tell(name, _with_access(work), as_json=as_json)


def _with_access(work: Callable[[Any, Any], Awaitable[T]]) -> T:
    """Run `work` with all that tells who somebody is, and as whom the audit log knows us."""
    from assistant.review.access.access import Access
    from assistant.review.audit import Actor

    settings = read_settings()
    actor = Actor(getpass.getuser(), "command")
    return with_database(lambda database: work(Access(database, settings), actor))


async def _account(access: Any, name: str) -> Any:
    account = await access.accounts.named(name)
    if account is None:
        fail(f"there is nobody called {name!r}; see `xiaoer staff list`")
    return account


def _tell(name: str, link: str, *, as_json: bool) -> None:
    from assistant.review.access.links import sign_in_path

    settings = read_settings()
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    url = f"{base}{sign_in_path(link)}" if link else ""
    if as_json:
        print_json({"name": name, "link": url or None})
    elif url:
        print(url)


def _asked_twice() -> str:
    chosen = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != chosen:
        fail("these are two different passwords; nothing was made")
    return chosen
