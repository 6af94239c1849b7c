"""`python -m assistant.cli` is `xiaoer`."""

from assistant.cli import main

main()
