"""How hard the tests try: how long before one says that something hangs, and how many examples."""

from hypothesis import HealthCheck, settings

PATIENCE = 120.0  # seconds; nothing takes that long unless it never ends, however busy the machine

QUICK, USUAL, THOROUGH = "quick", "usual", "thorough"


def profiles() -> None:
    """The profiles of `make quick`, of `make test`, and of one before a release:
    `make test test-long PYTEST_ARGS=--hypothesis-profile=thorough`.

    A busy machine is no fault of the code: how long an example took proves nothing.
    """
    for name, most in ((QUICK, 8), (USUAL, 25), (THOROUGH, 100)):
        settings.register_profile(
            name, max_examples=most, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )
    settings.load_profile(USUAL)


def examples(usual: int, *, thorough: int) -> int:
    """How many examples a test wants that needs more than others."""
    found = {QUICK: max(5, usual // 5), USUAL: usual, THOROUGH: thorough}
    return found[settings.get_current_profile_name()]
