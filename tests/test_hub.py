"""Another model for the tone: pinned, safetensors only, no code of its own, and clear when it is not there."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rigs.train_env import ROOT, train_python

from listener.settings.config import ConfigError
from listener.settings.load import load
from models.base import TASKS, UNSURE, Post, Score, Tag
from models.hub import HubTagger, ToneModel, lacking, load_hub_tagger, tone_name, tones_of
from models.tagger import WeightsError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TONE = {"negative": "negative", "neutral": "neutral", "positive": "positive"}


class Shipped:
    """Tags everything alike: what stays after the tone was replaced shows."""

    name = "shipped-1"

    def tag(self, posts: Sequence[Post]) -> list[Tag]:
        scores = {
            task: Score(classes[0], {one: float(one == classes[0]) for one in classes})
            for task, classes in TASKS.items()
        }
        return [
            Tag(**scores, judged={}, lang="en", vector=np.zeros(384, np.float16)) for _ in posts
        ]


class Classifier:
    """Finds the tone from the first word, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[dict[str, float]]:
        self.asked += texts
        found = {"good": (0.1, 0.2, 0.7), "dull": (0.3, 0.4, 0.3)}
        rows = [found.get(text.split()[0], (0.98, 0.01, 0.01)) for text in texts]
        return [dict(zip(TONE, row, strict=True)) for row in rows]


def tones(*texts: str, threshold: float = 0.5) -> tuple[list[Score], list[str]]:
    classifier = Classifier()
    tagger = HubTagger(Shipped(), classifier, TONE, threshold, "x")
    return [one.tone for one in tagger.tag([Post(text=text) for text in texts])], classifier.asked


def test_the_tone_is_the_models_and_the_order_the_posts() -> None:
    found, _ = tones("good as ever, and for long", "bad", "good")
    assert [one.label for one in found] == ["positive", "negative", "positive"]
    assert found[0].scores == {"negative": 0.1, "neutral": 0.2, "positive": 0.7, "mixed": 0.0}


def test_a_tone_under_the_threshold_is_unsure_and_keeps_its_scores() -> None:
    (found,), _ = tones("dull")
    assert (found.label, found.best) == (UNSURE, "neutral")
    (found,), _ = tones("dull", threshold=0.4)
    assert found.label == "neutral"


def test_texts_of_like_length_come_together_and_are_cut_and_cleaned() -> None:
    _, asked = tones("good " * 10_000, "bad\0 \ud800", "a good one")
    assert [len(text) for text in asked] == sorted(len(text) for text in asked)
    assert asked[0] == "bad  ?"
    assert len(asked[-1]) <= 2000


def test_a_text_without_a_word_never_reaches_the_model() -> None:
    (blank, _), asked = tones("  \u200b ", "good")
    assert asked == ["good"]
    assert blank.label == TASKS["tone"][0]  # as the shipped tagger said


@pytest.mark.parametrize(
    ("labels", "tones"),
    [
        (["Negative", "NEUTRAL", "positive"], ["negative", "neutral", "positive"]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], ["negative", "neutral", "positive"]),
        (["NEGATIVE", "POSITIVE"], ["negative", "positive"]),
        (["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], ["negative"] * 2 + ["neutral"] + ["positive"] * 2),
    ],
)  # fmt: skip
def test_the_usual_labels_need_no_mapping(labels: list[str], tones: list[str]) -> None:
    found = tones_of(labels, ToneModel(model="org/name"))
    assert found == dict(zip(labels, tones, strict=True))


@pytest.mark.parametrize(
    ("labels", "told", "error"),
    [
        (["BAD", "positive"], {}, "its labels are BAD, positive: say in tagger.tone_labels which of negative, neutral, positive, mixed stands for BAD"),
        (["LABEL_0", "LABEL_1"], {}, "stands for LABEL_0, LABEL_1"),  # either may come first
        (["negative", "positive"], {"BAD": "negative"}, "tagger.tone_labels: BAD: no label of org/name; it has negative, positive"),
        (["score"], {}, "gives one number"),
    ],
)  # fmt: skip
def test_labels_that_nobody_mapped_are_named(
    labels: list[str], told: dict[str, str], error: str
) -> None:
    with pytest.raises(WeightsError, match=error):
        tones_of(labels, ToneModel(model="org/name", labels=told))


def test_the_settings_word_for_a_label_comes_before_the_usual_one() -> None:
    told = ToneModel(model="org/name", labels={"Neutral": "mixed"})
    assert tones_of(["negative", "neutral", "positive"], told)["neutral"] == "mixed"


def test_the_name_changes_with_all_that_changes_a_tag(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
        (tmp_path / name / "model.safetensors").write_text(name)

    def named(labels: dict[str, str] = TONE, **more: Any) -> str:
        wanted = ToneModel(**({"model": "org/tone", "revision": COMMIT} | more))
        return tone_name(wanted, wanted.folder or tmp_path, labels)

    names = [
        named(),
        named(revision=COMMIT[::-1]),
        named(model="else/tone"),
        named(threshold=0.6),
        named(TONE | {"neutral": "mixed"}),
        named(model=str(tmp_path / "one")),
        named(model=str(tmp_path / "two")),
    ]
    assert len(set(names)) == len(names)
    assert named() == names[0]
    assert names[0].startswith("tone-")
    # A folder is its files, wherever it lies.
    (tmp_path / "away").mkdir()
    moved = shutil.move(tmp_path / "one", tmp_path / "away" / "one")
    assert named(model=str(moved)) == names[5]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (["config.json", "pytorch_model.bin", "tokenizer.json"], "not safetensors"),
        (["config.json", "tokenizer.json"], "no weights"),
        (["model.safetensors", "tokenizer.json"], "no config.json"),
        (["config.json", "model.safetensors"], "no tokenizer"),
        (["config.json", "model.safetensors", "pytorch_model.bin", "vocab.txt"], None),
    ],
)
def test_a_folder_says_what_it_lacks(tmp_path: Path, files: list[str], why: str | None) -> None:
    for file in files:
        (tmp_path / file).touch()
    found = lacking(tmp_path)
    assert (why is None and found is None) or (why and found and why in found), found


def test_without_torch_the_extra_is_named() -> None:
    if ".venv-train" in sys.prefix:
        pytest.skip("the training environment holds torch by design")
    with pytest.raises(WeightsError, match=r'pip install "brand-listener\[hub\]"'):
        load_hub_tagger(Shipped(), ToneModel(model="org/name", revision=COMMIT), threads=1)


def settings(tmp_path: Path, tagger: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f"[web]\nport = 0\n[[brand]]\nname = 'Acme'\n[tagger]\n{tagger}\n")
    return path


@pytest.mark.parametrize(
    ("tagger", "line"),
    [
        ("tone_model = 'org/name'", "tagger.tone_revision: needed, because whoever owns the model can change it: copy the hash of a commit from https://huggingface.co/org/name/commits/main"),
        ("tone_model = 'org/name'\ntone_revision = 'main'", "tagger.tone_revision: is no commit"),
        ("tone_model = 'org/name/more'", "tagger.tone_model: write a Hugging Face id such as org/name"),
        ("tone_model = ''", "tagger.tone_model: write a Hugging Face id such as org/name"),
        ("tone_model = './tone'\ntone_labels = { A = 'good' }", "tagger.tone_labels.A: Input should be 'negative', 'neutral', 'positive' or 'mixed'"),
        ("tone_model = './tone'\ntone_threshold = 1", "tagger.tone_threshold: Input should be less than 1"),
    ],
)  # fmt: skip
def test_settings_say_what_is_wrong(tmp_path: Path, tagger: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(settings(tmp_path, tagger), {})
    assert f"config.toml: {line}" in str(caught.value)


def test_a_folder_is_read_beside_the_settings_and_needs_no_revision(tmp_path: Path) -> None:
    config = load(settings(tmp_path, "tone_model = './tone'"), {})
    assert config.tagger.tone_model == str(tmp_path / "tone")
    config = load(settings(tmp_path, f"tone_model = 'org/name'\ntone_revision = '{COMMIT}'"), {})
    assert config.tagger.tone_model == "org/name"


# From here on with torch, in the training environment.


def run(
    *arguments: str, needed: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    # From the root, so that what is installed there is this checkout.
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return subprocess.run(
        [str(train_python(*needed)), *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path, "COLUMNS": "300"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny classifiers, by name."""
    folder = tmp_path_factory.mktemp("models")
    made = run("tests/rigs/hub_models.py", "make", str(folder))
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def facts(models: Path) -> dict[str, Any]:
    """What our tagger made of each of them."""
    done = run("tests/rigs/hub_models.py", "tag", str(models))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # no progress, no advice
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.train
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("pickled", "its weights are not safetensors"),
        ("headless", "was not trained to classify: its weights lack classifier.bias"),
        ("own-code", "needs code of its own, which is never run"),
        ("torn", "cannot be loaded"),
        ("number", "gives one number"),
        ("odd", "its labels are BAD, Good"),
        ("numbered-five", "its labels are LABEL_0"),
    ],
)
def test_a_model_that_will_not_do_is_refused_with_the_reason(
    facts: dict[str, Any], name: str, error: str
) -> None:
    assert error in facts["models"][name]["error"]
    assert not facts["ran"]


@pytest.mark.train
@pytest.mark.parametrize("name", ["tone", "numbered", "stars", "short"])
def test_a_classifier_with_the_usual_labels_loads(facts: dict[str, Any], name: str) -> None:
    assert facts["models"][name]["name"].startswith(f"{facts['shipped']}+{name}-")
    assert facts["odd, mapped"].startswith(f"{facts['shipped']}+odd-")


@pytest.mark.train
def test_scores_are_those_of_the_model_itself(facts: dict[str, Any]) -> None:
    for ours, plain in zip(facts["tone"], facts["plain"], strict=False):
        assert list(ours["scores"].values())[:3] == pytest.approx(plain, abs=2e-4)
        assert ours["scores"]["mixed"] == 0
        assert sum(ours["scores"].values()) == pytest.approx(1)
    assert len({one["label"] for one in facts["tone"]}) > 1
    assert facts["tone"] != facts["shipped tone"]


@pytest.mark.train
def test_a_post_that_spells_a_special_piece_says_those_letters(facts: dict[str, Any]) -> None:
    spelt = list(facts["spelt"]["scores"].values())[:3]
    assert spelt != pytest.approx(facts["spelt, read as pieces"], abs=1e-3)


@pytest.mark.train
def test_only_the_tone_is_replaced(facts: dict[str, Any]) -> None:
    assert facts["rest is the same"]
    assert facts["tone"][-1] == facts["shipped tone"][-1]  # a blank text
    assert facts["none"] == []


@pytest.mark.train
def test_company_changes_no_label_and_hardly_a_score(facts: dict[str, Any]) -> None:
    for other in ("alone", "shuffled"):
        for ours, theirs in zip(facts["tone"], facts[other], strict=True):
            assert ours["label"] == theirs["label"]
            assert ours["scores"] == pytest.approx(theirs["scores"], abs=2e-4)


def command(
    name: str, tmp_path: Path, tagger: str, *rest: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    path = settings(tmp_path, tagger)
    return run(
        *["-m", "listener.cli", "--config", str(path), name, *rest],
        needed=["prometheus_client", "slack_sdk", "starlette", "uvicorn"],
        **environment,
    )


def check(tmp_path: Path, tagger: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return command("check", tmp_path, tagger, **environment)


@pytest.mark.train
def test_check_shows_the_model_and_what_it_says_of_a_sample(tmp_path: Path, models: Path) -> None:
    done = check(tmp_path, f"tone_model = '{models / 'tone'}'")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+tone-" in done.stdout
    assert "Fast delivery, thank you!" in done.stdout


@pytest.mark.train
def test_check_names_a_model_that_is_not_there_and_goes_on(tmp_path: Path) -> None:
    done = check(tmp_path, "tone_model = './nowhere'")
    assert done.returncode == 1
    assert "nowhere: there is no such folder" in done.stdout
    assert "✓ alerts" in done.stdout


@pytest.mark.train
def test_tag_takes_the_tone_from_the_settings_model_as_the_daemon_does(
    tmp_path: Path, models: Path, facts: dict[str, Any]
) -> None:
    (tmp_path / "posts.jsonl").write_text('{"text": "good", "brand": "Acme"}\n')
    posts = str(tmp_path / "posts.jsonl")
    done = command("tag", tmp_path, f"tone_model = '{models / 'tone'}'", posts)
    assert (done.returncode, done.stderr) == (0, "")
    theirs = json.loads(done.stdout)
    plain = command("tag", tmp_path, "threads = 1", posts)
    assert (plain.returncode, plain.stderr) == (0, "")
    ours = json.loads(plain.stdout)
    assert theirs["tone"]["scores"] == pytest.approx(facts["tone"][0]["scores"], abs=2e-4)
    assert ours["tone"]["scores"] == pytest.approx(facts["shipped tone"][0]["scores"], abs=2e-4)
    assert theirs["tone"] != ours["tone"]
    assert theirs | {"tone": None} == ours | {"tone": None}


@pytest.mark.train
def test_tag_names_a_model_that_is_not_there(tmp_path: Path) -> None:
    done = command("tag", tmp_path, "tone_model = './nowhere'")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere: there is no such folder" in done.stderr


def pinned(commit: str = COMMIT) -> str:
    return f"tone_model = 'acme/tone'\ntone_revision = '{commit}'"


@pytest.mark.train
def test_check_says_that_the_hub_cannot_be_reached(tmp_path: Path) -> None:
    away = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "cache")}
    done = check(tmp_path, pinned(), **away)
    assert done.returncode == 1
    assert "acme/tone: not downloaded yet, and the hub does not give it" in done.stdout


class Hub:
    """What the hub's client asks of the hub, for one model of one revision."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []


def entry(file: Path) -> dict[str, Any]:
    kind = "directory" if file.is_dir() else "file"
    told = {"type": kind, "oid": hashlib.sha1(file.name.encode()).hexdigest()}
    return told | {"path": file.name, "size": file.stat().st_size}


@pytest.fixture
def hub(models: Path, tmp_path: Path) -> Iterator[tuple[Hub, str]]:
    """A hub on loopback whose model carries code and a pickle beside what we want."""
    folder = shutil.copytree(models / "tone", tmp_path / "hub")
    (folder / "acme.py").write_text("raise SystemExit")
    (folder / "pytorch_model.bin").write_bytes(b"pickle")
    told = Hub(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            told.asked.append(self.path)
            file = folder / self.path.partition(f"/acme/tone/resolve/{COMMIT}/")[2]
            if self.path.startswith(f"/api/models/acme/tone/tree/{COMMIT}?"):
                self._send(json.dumps([entry(one) for one in folder.rglob("*")]).encode())
            elif self.path.startswith("/api/"):
                self._send(b"{}", 404, "X-Error-Code", "RevisionNotFound")
            elif file.is_file():
                self._send(file.read_bytes(), 200, "X-Repo-Commit", COMMIT)
            else:
                self._send(b"", 404, "X-Error-Code", "EntryNotFound")

        def _send(
            self, body: bytes, status: int = 200, name: str = "X-None", value: str = ""
        ) -> None:
            self.send_response(status)
            self.send_header(name, value)
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.train
def test_a_hub_model_is_downloaded_once_and_nothing_of_it_that_could_run(
    tmp_path: Path, hub: tuple[Hub, str]
) -> None:
    told, url = hub
    near = {"HF_ENDPOINT": url, "HF_HOME": str(tmp_path / "cache")}
    done = check(tmp_path, pinned(), **near)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+tone-" in done.stdout
    got = {path.rpartition("/")[2] for path in told.asked if "/resolve/" in path}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= got
    assert not any(path.endswith((".py", ".bin")) for path in told.asked)
    told.asked.clear()
    again = check(tmp_path, pinned(), **near)
    assert (again.returncode, told.asked) == (0, [])
    other = check(tmp_path, pinned(COMMIT[::-1]), **near)
    assert f"acme/tone: the hub has no revision {COMMIT[::-1]} of it" in other.stdout
