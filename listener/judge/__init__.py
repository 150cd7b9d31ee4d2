"""Labelled rows against the real pipeline, and stored mentions against a person's eye: how good is it here?"""
