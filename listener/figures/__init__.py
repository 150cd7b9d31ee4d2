"""Figures: numbers from lines, without words."""
