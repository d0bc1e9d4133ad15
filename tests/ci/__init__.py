"""What CI and `make long` run beside the suite itself: the wheel elsewhere, other Pythons, other dates."""
