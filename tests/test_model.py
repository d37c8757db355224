import json

import pytest

from qa import model
from qa.decide import OBSERVED
from qa.errors import ModelError
from qa.read.features import FEATURES


def test_the_shipped_weights_are_those_of_the_features():
    assert tuple(model.lexical().weights) == FEATURES
    assert set(OBSERVED) <= set(model.lexical().calibration.weights) | set(FEATURES)
    assert 0 < model.lexical().calibration.threshold < 1


@pytest.mark.parametrize(
    "content",
    [None, "", "{", "[]", json.dumps({"format": 1}), json.dumps({"format": 99}), '{"format": 1, "weights": {}}'],
)
def test_a_missing_or_broken_file_says_what_to_do(tmp_path, content):
    path = tmp_path / "lexical.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match="install qa again") as caught:
        model.lexical(path)
    assert "\n" not in str(caught.value)
