"""Weeks played by the acts alone: response rate, first response, what was sent word for word and what
waits are what the team did.
"""

import pytest
from acme import CueTagger
from rigs.team_week import USUAL, Played, expected, play

pytestmark = pytest.mark.soak  # three weeks take half a minute of the processor


@pytest.fixture(scope="module", params=[USUAL, None], ids=["usual", "crisis"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("week"), tagger=CueTagger(), until=request.param)


def test_the_weeks_figures_are_what_was_done(played: Played) -> None:
    digest, ledger = played.digest, played.ledger
    wanted = expected(played.app.store, digest, ledger, played.app.brand)
    assert len(ledger.answered) > 20
    assert digest.figure("response").value == pytest.approx(wanted.response)
    assert digest.figure("first-response").value == pytest.approx(wanted.first_response)
    assert {entry.mention for entry in digest.waiting} == wanted.waiting
    assert 0.3 < wanted.response < 1
    verbatim = digest.figure("verbatim")
    assert verbatim.n == wanted.sent > 5
    assert verbatim.value == pytest.approx(wanted.verbatim)
    assert 0 < wanted.verbatim < 1
