"""What `listener demo` shows: an invented brand, its settings and three weeks of posts."""
