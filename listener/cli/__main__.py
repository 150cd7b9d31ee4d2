"""`python -m listener.cli`: the command where it is not installed."""

from listener.cli import main

main()
