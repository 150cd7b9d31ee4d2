"""Guard: what keeps texts, links, keys and files safe."""
