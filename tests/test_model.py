import hashlib
import json
import shutil

import pytest

from qa import model
from qa.decide import OBSERVED
from qa.dialogue import antecedents
from qa.dialogue.antecedents import Spoken
from qa.dialogue.mentions import Mention, Role
from qa.dialogue.references import CLASSES
from qa.dialogue.traits import Traits
from qa.dialogue.turn import FRAGMENT, REFERENCE
from qa.errors import ModelError
from qa.pipeline import Configuration
from qa.read import features, neural

SHIPPED = (model.lexical, model.neural)


def test_the_shipped_weights_are_those_of_the_features():
    assert tuple(model.lexical().weights) == features.FEATURES
    assert tuple(model.neural().weights) == neural.FEATURES


def test_what_the_calibrations_look_at_is_found_by_a_reader():
    assert set(OBSERVED) <= {*features.FEATURES, *neural.FEATURES}
    for shipped in SHIPPED:
        told = {"score", "lead", "share", "holds", "lacks a name", "lacks a number", "candidates"}
        assert set(shipped().calibration.weights) <= told | set(OBSERVED)


@pytest.mark.parametrize("shipped", SHIPPED)
def test_the_shipped_threshold_is_a_probability_and_the_weights_are_numbers(shipped):
    fitted = shipped()
    assert 0 < fitted.calibration.threshold < 1
    numbers = [*fitted.weights.values(), *fitted.calibration.weights.values(), fitted.calibration.intercept]
    assert all(isinstance(one, float | int) for one in numbers)


def test_each_reader_has_its_own_calibration():
    assert Configuration(reader="lexical").calibration is model.lexical().calibration
    assert Configuration().calibration == model.neural().calibration


def test_the_weights_of_a_conversation_are_those_of_what_tells_an_antecedent():
    # A pronoun of each class, and something that has every trait and role.
    mention = Mention("X", "x", 0, 1, Traits(True, True, True, True), Role.SUBJECT, proper=True, owned=True)
    spoken = [Spoken(mention, age, frozenset(Role)) for age in range(4)]
    kinds = {*CLASSES.values(), "noun"}
    told = {name for kind in kinds for one in spoken for name in antecedents.features(kind, one)}
    told |= {name for kind in kinds for name in antecedents.no_antecedent(kind)}
    assert set(model.dialogue().antecedent) <= told


def test_every_sort_of_follow_up_has_a_pull_that_is_strongest_near_the_last_answer():
    for sort in (FRAGMENT, REFERENCE):
        pull = model.dialogue().pull[sort]
        assert max(pull, key=pull.get) in (0, 1) and min(pull.values()) < pull[0]


def test_the_shipped_files_are_those_that_the_about_file_tells_of():
    told = model.about()["digests"]
    found = {name: hashlib.sha256((model.NEURAL / name).read_bytes()).hexdigest() for name in told}
    assert set(told) == {"reader.onnx", "tokenizer.json"} and found == told


@pytest.mark.parametrize(
    "content",
    [None, "", "{", "[]", json.dumps({"format": 1}), json.dumps({"format": 99}), '{"format": 1, "weights": {}}'],
)
@pytest.mark.parametrize("load", [model.lexical, model.dialogue])
def test_a_missing_or_broken_file_says_what_to_do(tmp_path, load, content):
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
        '{"reader": {"weights": {}, "calibration": {"intercept": 0, "weights": {}, "threshold": 0.3, "more": 1}}}',
    ],
)
def test_a_missing_or_broken_neural_reader_says_how_to_go_without_it(tmp_path, content):
    if content is not None:
        (tmp_path / model.ABOUT).write_text(content)
    with pytest.raises(
        ModelError, match=r"about\.json: .*; install qa again, or go without it: --reader lexical"
    ) as caught:
        model.neural(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_digest_tells_one_model_from_another_and_not_where_it_lies(tmp_path):
    shutil.copy(model.NEURAL / model.ABOUT, tmp_path)
    assert model.digest(tmp_path) == model.digest() != model.digest(tmp_path / "none")
    (tmp_path / model.ABOUT).write_text("{}")
    assert model.digest(tmp_path) != model.digest()
