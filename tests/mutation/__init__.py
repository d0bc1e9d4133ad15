"""Mutants of the code that decides, and whether the tests notice them."""

SECONDS = "REISSUE_MUTANT_SECONDS"
"""In the environment: how long the tests of one mutant may take, the quickest first. Without it, all of them are run."""
