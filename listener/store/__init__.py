"""The tables, and every query over them."""
