import hashlib
import json
import shutil

import pytest

from qa import model
from qa.decide import OBSERVED
from qa.dialogue import antecedents
from qa.dialogue.antecedents import Antecedent
from qa.dialogue.turn import ANAPHORA, ELLIPSIS
from qa.errors import ModelError
from qa.language.lexicon import PRONOUN_CLASSES
from qa.pipeline import Configuration
from qa.read import features, neural
from qa.types import Mention, Role, Traits

SHIPPED = (model.lexical, model.neural)


def test_shipped_weights_are_those_of_the_features():
    assert tuple(model.lexical().weights) == features.FEATURES
    assert tuple(model.neural().weights) == neural.FEATURES


def test_calibrations_observe_features_of_a_reader():
    assert set(OBSERVED) <= {*features.FEATURES, *features.ABSENT, *neural.FEATURES}
    compared = {"score", "margin", "softmax_share", "holds", "lacks_name", "lacks_number", "log_candidates"}
    for shipped in SHIPPED:
        assert set(shipped().calibration.weights) <= compared | set(OBSERVED)


@pytest.mark.parametrize("shipped", SHIPPED)
def test_shipped_numbers_are_valid(shipped):
    fitted = shipped()
    assert 0 < fitted.calibration.threshold < 1
    numbers = [*fitted.weights.values(), *fitted.calibration.weights.values(), fitted.calibration.intercept]
    assert all(isinstance(number, float | int) for number in numbers)


def test_each_reader_has_its_own_calibration():
    assert Configuration(reader="lexical").calibration is model.lexical().calibration
    assert Configuration().calibration == model.neural().calibration


def test_weights_of_antecedents_are_those_of_their_features():
    # A pronoun of each class, and something that has every trait and role.
    mention = Mention(
        "X", "x", 0, 1, Traits(True, True, True, True), Role.SUBJECT, proper=True, definite="X", key="x", owned=True
    )
    every = [Antecedent(mention, age, frozenset(Role)) for age in range(4)]
    classes = {*PRONOUN_CLASSES.values(), "noun"}
    names = {name for each in classes for antecedent in every for name in antecedents.features(each, antecedent)}
    names |= {name for each in classes for name in antecedents.no_antecedent_features(each)}
    assert set(model.dialogue().antecedent) <= names


@pytest.mark.parametrize("kind", [ELLIPSIS, ANAPHORA])
def test_proximity_is_strongest_near_the_last_answer(kind):
    log_odds = model.dialogue().proximity[kind]
    assert max(log_odds, key=log_odds.get) in (0, 1) and min(log_odds.values()) < log_odds[0]


def test_every_kind_of_follow_up_has_a_proximity():
    assert set(model.dialogue().proximity) == {ELLIPSIS, ANAPHORA}


def test_shipped_files_have_their_recorded_digests():
    digests = model.about()["digests"]
    actual = {name: hashlib.sha256((model.NEURAL / name).read_bytes()).hexdigest() for name in digests}
    assert set(digests) == {"reader.onnx", "tokenizer.json"} and actual == digests


@pytest.mark.parametrize(
    "content",
    [None, "", "{", "[]", json.dumps({"format": 1}), json.dumps({"format": 99}), '{"format": 1, "weights": {}}'],
)
@pytest.mark.parametrize("load", [model.lexical, model.dialogue])
def test_broken_file_says_what_to_do(tmp_path, load, content):
    path = tmp_path / "fitted.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match="install qa again") as caught:
        load(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        *(None, "", "{", "[]", "[1]", "null", "{}", '{"reader": {}}', '{"reader": []}', '{"reader": null}'),
        *('{"reader": {"weights": {}}}', '{"reader": {"weights": {}, "calibration": {"intercept": 1}}}'),
        '{"reader": {"weights": {"a": "1"}, "calibration": {"intercept": 0, "weights": {}, "threshold": 0.3}}}',
        '{"reader": {"weights": {"a": NaN}, "calibration": {"intercept": 0, "weights": {}, "threshold": 0.3}}}',
        '{"reader": {"weights": {}, "calibration": {"intercept": 0, "weights": {}, "threshold": 3}}}',
        '{"reader": {"weights": {}, "calibration": {"intercept": 1e999, "weights": {}, "threshold": 0}}}',
        "[" * 100_000,
        "9" * 400,
    ],
)
def test_broken_neural_reader_names_the_lexical(tmp_path, content):
    if content is not None:
        (tmp_path / model.ABOUT).write_text(content)
    with pytest.raises(
        ModelError, match=r"about\.json: .*; install qa again, or go without it: --reader lexical"
    ) as caught:
        model.neural(tmp_path)
    assert "\n" not in str(caught.value)


def test_digest_depends_on_files_not_on_folder(tmp_path):
    shutil.copy(model.NEURAL / model.ABOUT, tmp_path)
    assert model.digest(tmp_path) == model.digest() != model.digest(tmp_path / "none")
    (tmp_path / model.ABOUT).write_text("{}")
    assert model.digest(tmp_path) != model.digest()
