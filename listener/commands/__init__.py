"""What each command does; listener/cli.py only reads its words."""
