"""How likely it is that somebody on duty must see a post now: the risk's tier."""

from typing import Literal

Tier = Literal["none", "possible", "likely"]
