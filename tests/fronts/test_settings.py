import io
import os
from contextlib import redirect_stdout
from dataclasses import fields

import pytest

from qa.errors import SettingError
from qa.fronts.cli import run
from qa.fronts.settings import Settings, all_settings, changed, load_settings, setting
from qa.fronts.shell import execute
from qa.render import Block

NO_FLAGS: dict[str, str | None] = {}


@pytest.fixture
def settings_file(tmp_path):
    path = tmp_path / "mine.toml"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return {"QA_SETTINGS": str(path)}

    return write


def test_defaults_apply_without_settings():
    assert load_settings(NO_FLAGS, {}) == Settings(threshold=None, top=1, context=0, max_mb=64)


def test_flag_precedes_environment_precedes_file(settings_file):
    environment = settings_file("top = 2\ncontext = 2\nthreshold = 0.2\n") | {"QA_TOP": "3", "QA_CONTEXT": "3"}
    made = load_settings({"top": "4", "context": None}, environment)
    assert (made.top, made.context, made.threshold) == (4, 3, 0.2)


def test_file_in_the_users_folder_is_read(own_home):
    folder = own_home / "qa"
    folder.mkdir()
    (folder / "settings.toml").write_text("max-mb = 5\n")
    assert load_settings(NO_FLAGS, {}).max_mb == 5


def test_default_resets_a_setting(settings_file):
    environment = settings_file("top = 7\nthreshold = 'default'\n")
    assert load_settings({"top": "default"}, environment) == Settings()


def test_empty_variable_counts_as_unset():
    assert load_settings(NO_FLAGS, {"QA_TOP": ""}).top == 1


@pytest.mark.parametrize("value", ["0", "51", "two", "2.5", "", "1e400"])
def test_invalid_value_names_flag_and_range(value):
    with pytest.raises(SettingError, match=r"--top is .*, but it takes a whole number from 1 to 50; change it"):
        load_settings({"top": value}, {})


@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "inf", "high"])
def test_threshold_is_a_probability(value):
    with pytest.raises(SettingError, match=r"QA_THRESHOLD is .*, but it takes a number from 0 to 1"):
        load_settings(NO_FLAGS, {"QA_THRESHOLD": value})


@pytest.mark.parametrize(
    "line", ["top = '3'", "top = 3.5", "top = true", "top = [3]", "top = 99", "top = nan", "top = 0x" + "f" * 9_999]
)
def test_invalid_value_in_the_file_names_the_file(settings_file, line):
    with pytest.raises(SettingError, match=r"mine\.toml: top is .*, but it takes a whole number from 1 to 50"):
        load_settings(NO_FLAGS, settings_file(line))


def test_unknown_key_suggests_the_nearest(settings_file):
    with pytest.raises(SettingError, match=r"no setting 'treshold' \(.*mine\.toml\); did you mean 'threshold'\?"):
        load_settings(NO_FLAGS, settings_file("treshold = 0.5"))


def test_unknown_key_lists_the_settings():
    with pytest.raises(SettingError, match=r"the settings are threshold, top, context, max_mb"):
        changed(Settings(), "colour", "red")


@pytest.fixture(params=["flag", "variable", "file", "/set"])
def with_reader(request, settings_file):
    """`with_reader("lexical")`: the settings with a reader set in one of four places."""

    def put(word):
        match request.param:
            case "flag":
                return load_settings({"reader": word}, {})
            case "variable":
                return load_settings(NO_FLAGS, {"QA_READER": word})
            case "file":
                return load_settings(NO_FLAGS, settings_file(f"reader = '{word}'"))
        return changed(Settings(), "reader", word)

    return put


@pytest.mark.parametrize("word", ["neural", "lexical"])
def test_choice_is_made_everywhere(with_reader, word):
    assert with_reader(word).reader == word


def test_choice_ignores_case_everywhere(with_reader):
    assert with_reader("Lexical").reader == "lexical"


def test_folder_of_a_network_keeps_its_case(with_reader):
    assert with_reader("onnx:/Models/My reader").reader == "onnx:/Models/My reader"


def test_default_resets_a_choice_everywhere(with_reader):
    assert with_reader("default").reader == "neural"


@pytest.mark.parametrize("word", ["x", "3", "neural lexical", "neuralx", "onnx:"])
def test_invalid_choice_lists_the_choices(with_reader, word):
    with pytest.raises(
        SettingError, match=rf"(?i)reader is '{word}', but it takes neural, lexical or onnx:FOLDER; change it"
    ) as caught:
        with_reader(word)
    assert "\n" not in str(caught.value)


def test_flag_precedes_variable_precedes_file_for_choices(settings_file):
    environment = settings_file("reader = 'lexical'\nthreads = 3\n")
    assert load_settings(NO_FLAGS, environment).reader == "lexical"
    assert load_settings(NO_FLAGS, environment | {"QA_READER": "neural"}).reader == "neural"
    assert load_settings({"reader": "lexical"}, environment | {"QA_READER": "neural"}).reader == "lexical"
    assert load_settings(NO_FLAGS, environment).threads == 3


@pytest.mark.parametrize("line", ["reader = 3", "reader = true", "reader = []", "reader = ['neural']", "reader = {}"])
def test_choice_in_the_file_must_be_a_word(settings_file, line):
    with pytest.raises(SettingError, match=r"mine\.toml: reader is .*, but it takes neural, lexical or onnx:FOLDER"):
        load_settings(NO_FLAGS, settings_file(line))


def test_choice_is_shown_as_typed():
    assert setting("reader", where="").shown(Settings()) == "neural"


@pytest.mark.parametrize("text", ["top = ", "top 3", "[[", "a = " + "[" * 30_000, "top = " + "9" * 5_000, "\x00"])
def test_invalid_toml_is_named(settings_file, text):
    with pytest.raises(SettingError, match=r"mine\.toml is not valid TOML"):
        load_settings(NO_FLAGS, settings_file(text))


def test_named_file_must_exist(tmp_path):
    with pytest.raises(SettingError, match=r"no such file: .*gone\.toml; QA_SETTINGS names the settings file"):
        load_settings(NO_FLAGS, {"QA_SETTINGS": str(tmp_path / "gone.toml")})


def test_file_in_an_unknown_home_is_named():
    with pytest.raises(SettingError, match="QA_SETTINGS is ~nosuchuser/x, a home folder that does not exist; correct"):
        load_settings(NO_FLAGS, {"QA_SETTINGS": "~nosuchuser/x"})


def test_folder_is_no_settings_file(tmp_path):
    with pytest.raises(SettingError, match=r"cannot read the settings in .*; correct or move the file"):
        load_settings(NO_FLAGS, {"QA_SETTINGS": str(tmp_path)})


def test_pipe_is_no_settings_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SettingError, match=r"cannot read the settings in .*pipe \(it is not a regular file\)"):
        load_settings(NO_FLAGS, {"QA_SETTINGS": str(tmp_path / "pipe")})


def test_device_is_no_settings_file():
    with pytest.raises(SettingError, match=r"cannot read the settings in /dev/zero \(it is not a regular file\)"):
        load_settings(NO_FLAGS, {"QA_SETTINGS": "/dev/zero"})


def test_large_file_is_no_settings_file(settings_file):
    # A key of so many parts would take minutes.
    with pytest.raises(SettingError, match=r"cannot read the settings in .*it holds more than 0.032 MB"):
        load_settings(NO_FLAGS, settings_file(f"a{'.a' * 100_000} = 1"))


def test_every_message_is_one_line(settings_file):
    for text in ("top = \n\n\n", "nope = 1", "top = 'a\\nb'"):
        with pytest.raises(SettingError) as caught:
            load_settings(NO_FLAGS, settings_file(text))
        assert "\n" not in str(caught.value)


def test_every_setting_has_flag_help_and_command(session):
    help_text = io.StringIO()
    with redirect_stdout(help_text):
        run(["ask", "--help"])
    shown = "\n".join(map(_line, execute("/set", session).blocks))
    assert [known.name for known in all_settings()] == [field.name for field in fields(Settings)]
    for known in all_settings():
        assert known.flag in help_text.getvalue() and known.help in shown and f"{known.name} = " in shown


def _line(block: Block) -> str:
    return block.plain
