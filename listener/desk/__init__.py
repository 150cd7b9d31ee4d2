"""The desk: what people do about what the bot told them; contract says what an act gives."""
