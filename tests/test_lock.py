import multiprocessing
from pathlib import Path

import pytest

from listener.guard import lock, secret


def test_a_second_listener_is_refused_and_told_which_process_holds_it(tmp_path: Path) -> None:
    import os

    held_again = pytest.raises(lock.HeldError, match=f"process {os.getpid()}")
    with lock.held(tmp_path), held_again, lock.held(tmp_path):
        pass
    with lock.held(tmp_path):
        pass


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = secret.key(tmp_path)
    assert len(made) == 32
    assert secret.key(tmp_path) == made
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret.key"]


def test_two_first_runs_at_once_share_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(secret.key, [tmp_path] * 8))) == 1


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("abcd")
    with pytest.raises(secret.KeyFileError, match="put it back from a backup"):
        secret.key(tmp_path)


def test_an_author_has_one_pseudonym_a_kind_and_key() -> None:
    key = b"k" * 32
    one = secret.author_key(key, "rss", "Léa")
    assert one == secret.author_key(key, "rss", "léa")
    assert (
        len(
            {
                one,
                secret.author_key(key, "inbound", "Léa"),
                secret.author_key(b"x" * 32, "rss", "Léa"),
            }
        )
        == 3
    )
