"""`python -m listener.cli`: the command where it is not installed."""

from listener.cli import main

if __name__ == "__main__":
    main()
