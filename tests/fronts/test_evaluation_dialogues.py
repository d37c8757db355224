"""`qa eval` on dialogues and after other questions, on three invented sentences."""

import json

import pytest

from qa.fronts.cli import run

pytestmark = pytest.mark.usefixtures("few_draws")

TEXT = "Pavel left for Ulm. Semyon stayed in Moscow. It rained for three weeks."
LEXICAL = "qa:reader=lexical"


def gold(sentence, answer):
    start, inner = TEXT.index(sentence), TEXT.index(answer)
    answers = [{"start": inner, "end": inner + len(answer), "text": answer}]
    return [{"start": start, "end": start + len(sentence), "text": sentence, "answers": answers}]


ULM, MOSCOW = gold("Pavel left for Ulm.", "Ulm"), gold("Semyon stayed in Moscow.", "Moscow")
RAIN = gold("It rained for three weeks.", "three weeks")


def turn(question, standalone, follow_up, answers):
    return {"question": question, "standalone": standalone, "follow_up": follow_up, "gold": answers}


TURNS = [
    turn("Where did Semyon stay?", "Where did Semyon stay?", False, MOSCOW),
    turn("For three weeks?", "Did it rain for three weeks?", True, RAIN),
    turn("Who left?", "Who left for Ulm?", True, ULM),
]
DIALOGUES = [
    {"id": "a", "document": "text.txt", "turns": TURNS},
    {"id": "b", "document": "text.txt", "turns": TURNS[::2]},
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a set of two dialogues and a set of questions, as the current one."""
    (tmp_path / "text.txt").write_text(TEXT)
    write(tmp_path / "talk.jsonl", *DIALOGUES)
    asked = [("Where did Semyon stay?", MOSCOW), ("How long did it rain?", RAIN), ("Who left for Ulm?", ULM)]
    lines = [{"id": str(at), "document": "text.txt", "question": q, "gold": g} for at, (q, g) in enumerate(asked)]
    write(tmp_path / "set.jsonl", *lines)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, *lines):
    path.write_text("\n".join(json.dumps(line) for line in lines))


def records(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_dialogues_have_row_per_way(folder, capsys):
    assert run(["eval", "talk.jsonl"]) == 0
    title, heading, counts, *rows = capsys.readouterr().out.splitlines()
    assert title == "talk, in the article: 5 questions, 1 document"
    assert heading.split() == ["hit@1", "follow-up", "stand-alone"]
    assert counts.split() == ["n=5", "n=3", "n=2", "F1", "correct", "p50", "ms"]
    assert [row.split()[0] for row in rows[:3]] == ["resolved", "typed", "standalone"]
    assert rows[2].split()[1:3] == ["1.000", "(100)"]
    assert max(len(line.rstrip()) for line in (heading, counts, *rows[:3])) <= 80


def test_each_system_has_row_per_way(folder, capsys):
    assert run(["eval", "talk.jsonl", "--turns", "last-turn,typed", "--system", f"{LEXICAL},bm25"]) == 0
    rows = capsys.readouterr().out.splitlines()[3:7]
    assert [" ".join(row.split()[:2]) for row in rows] == [
        f"{LEXICAL}, last-turn",
        "bm25, last-turn",
        f"{LEXICAL}, typed",
        "bm25, typed",
    ]


def test_json_holds_every_way(folder, capsys):
    assert run(["eval", "talk.jsonl", "--json", "--system", LEXICAL]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [result["about"]["turns"] for result in results] == ["resolved", "typed", "standalone"]
    assert all(result["summary"]["figures"]["hit@1 follow-up"]["n"] == 3 for result in results)


def test_results_of_two_ways_are_compared(folder, capsys):
    assert run(["eval", "talk.jsonl", "--system", LEXICAL, "-o", "r"]) == 0
    names = [f"talk.article.{way}.qa-reader-lexical.json" for way in ("resolved", "standalone", "typed")]
    assert sorted(path.name for path in (folder / "r").glob("*.json")) == names
    capsys.readouterr()
    assert run(["eval", "compare", f"r/{names[2]}", f"r/{names[1]}"]) == 0
    out = capsys.readouterr().out
    assert "turns typed / standalone" in out and "hit@1 follow-up" in out


def test_report_has_section_per_way(folder, capsys):
    assert run(["eval", "talk.jsonl", "--system", LEXICAL, "-o", "r"]) == 0
    assert run(["eval", "report", "r", "-o", "page.html"]) == 0
    page = (folder / "page.html").read_text()
    assert "dialogue turns asked in the way typed" in page and "dialogue turns asked in the way resolved" in page


def test_resolved_turn_is_asked_as_typed(folder):
    assert run(["eval", "talk.jsonl", "--turns", "resolved", "--system", LEXICAL, "-o", "r"]) == 0
    rows = records(folder / "r" / "talk.article.resolved.qa-reader-lexical.jsonl")
    assert [row["question"] for row in rows[:3]] == [turn["question"] for turn in TURNS]
    assert all("rewrite" in row["stages"] for row in rows)


def test_sampled_turns_have_same_answers(folder):
    words = ["eval", "talk.jsonl", "--turns", "resolved", "--system", LEXICAL]
    assert run([*words, "-o", "all"]) == 0
    assert run([*words, "-o", "some", "--limit", "2", "--seed", "3"]) == 0
    whole, some = (
        {row["question_id"]: (row["answer"], row["confidence"]) for row in records(path)}
        for path in (folder / name / "talk.article.resolved.qa-reader-lexical.jsonl" for name in ("all", "some"))
    )
    assert len(some) == 2 and all(whole[name] == row for name, row in some.items())


def test_several_processes_have_same_conversations(folder):
    (folder / "other.txt").write_text(TEXT)
    write(folder / "talk.jsonl", *DIALOGUES, {**DIALOGUES[0], "id": "c", "document": "other.txt"})
    outcomes = []
    for jobs in ("1", "2"):
        words = ["--turns", "resolved", "--system", LEXICAL, "-o", jobs, "--jobs", jobs]
        assert run(["eval", "talk.jsonl", *words]) == 0
        path = folder / jobs / "talk.article.resolved.qa-reader-lexical.jsonl"
        outcomes.append(
            [(row["question_id"], row["answer"], row["confidence"], row["stages"]) for row in records(path)]
        )
    assert outcomes[0] == outcomes[1] and len(outcomes[0]) == 8


def test_stopped_run_resumes_in_each_way(folder, monkeypatch, capsys):
    words = ["eval", "talk.jsonl", "--system", LEXICAL, "-o", "r"]
    monkeypatch.setattr("qa.evaluate.runs.asking.BATCH", 1)
    assert run([*words, "--turns", "resolved"]) == 0
    whole = records(folder / "r" / "talk.article.resolved.qa-reader-lexical.jsonl")
    from qa.evaluate.runs import measuring

    real, asked = measuring.ask_questions, []

    def stopping(name, questions, jobs):
        asked.extend(questions)
        for done, batch in enumerate(real(name, questions, jobs=jobs)):
            if done == 3 and len(asked) == 5:
                raise KeyboardInterrupt
            yield batch

    monkeypatch.setattr(measuring, "ask_questions", stopping)
    assert run(words) == 130
    assert "talk, resolved, qa:reader=lexical: stopped after 3 of 5 questions" in capsys.readouterr().err
    assert (folder / "r" / "talk.article.resolved.qa-reader-lexical.journal").exists()
    assert run([*words, "--resume"]) == 0
    # Two are left of the first way, and all five of the other two.
    assert len(asked) == 5 + 2 + 5 + 5
    again = records(folder / "r" / "talk.article.resolved.qa-reader-lexical.jsonl")
    assert [(row["answer"], row["stages"]) for row in again] == [(row["answer"], row["stages"]) for row in whole]
    assert not list((folder / "r").glob("*.journal"))


def test_missing_way_is_rejected_before_asking(folder, capsys):
    bare = [{key: turn[key] for key in ("question", "follow_up", "gold")} for turn in TURNS]
    write(folder / "bare.jsonl", {"id": "a", "document": "text.txt", "turns": bare})
    assert run(["eval", "bare.jsonl", "--turns", "typed,standalone", "-o", "r"]) == 2
    err = capsys.readouterr().err
    assert "has no standalone wording" in err and err.count("\n") == 1 and not (folder / "r").exists()
    assert run(["eval", "bare.jsonl", "--system", LEXICAL]) == 0
    assert [row.split()[0] for row in capsys.readouterr().out.splitlines()[3:5]] == ["resolved", "typed"]


def test_set_without_dialogues_ignores_way(folder, capsys):
    assert run(["eval", "set.jsonl", "--turns", "resolved,typed", "--system", "bm25", "-o", "r"]) == 0
    assert "  hit@1" in capsys.readouterr().out
    assert [path.name for path in sorted((folder / "r").iterdir())] == [
        "set.article.bm25.json",
        "set.article.bm25.jsonl",
    ]


# In mid-conversation


def test_questions_after_others_have_same_answers(folder, capsys):
    words = ["eval", "set.jsonl", "--system", f"{LEXICAL},bm25", "-o", "r"]
    assert run(words) == 0
    assert run([*words, "--after", "2", "--seed", "1"]) == 0
    assert "each question after 2 others: 3 questions" in capsys.readouterr().out
    names = [
        f"r/set.article.{after}{system}.json" for system in ("qa-reader-lexical", "bm25") for after in ("", "after-2.")
    ]
    for first, second in (names[:2], names[2:]):
        assert run(["eval", "compare", first, second]) == 0
        out = capsys.readouterr().out
        assert "No difference: B finds the right sentence for exactly the same questions as A." in out
        assert "Another best sentence or another decision: 0 of 3 questions." in out


def test_seed_needs_sample_or_history(folder, capsys):
    assert run(["eval", "set.jsonl", "--seed", "1"]) == 2
    assert "--seed does nothing without --limit (or --after)" in capsys.readouterr().err
    assert run(["eval", "set.jsonl", "--after", "0"]) == 2


# The gate


def test_dialogues_have_floors_per_way(folder, capsys):
    words = ["eval", "gate", "talk.jsonl", "--floors", "floors.json"]
    assert run([*words, "--update"]) == 0
    gates = json.loads((folder / "floors.json").read_text())["gates"]
    assert [gate["selection"]["turns"] for gate in gates] == ["resolved", "typed", "standalone"]
    assert all("hit@1 follow-up" in gate["floors"] for gate in gates)
    capsys.readouterr()
    assert run(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("gate: talk, in the article, resolved: every floor holds (5 questions, hit@1 ")
    assert "hit@1 follow-up" in lines[0] and len(lines) == 3
    gates[0]["floors"]["hit@1 follow-up"] = 1.1
    (folder / "floors.json").write_text(json.dumps({"gates": gates}))
    assert run(words) == 1
    assert "talk, in the article, resolved: hit@1 follow-up is" in capsys.readouterr().err
    assert run([*words, "--turns", "typed"]) == 0


def test_single_way_can_be_gated(folder, capsys):
    words = ["eval", "gate", "talk.jsonl", "--floors", "floors.json", "--turns", "resolved"]
    assert run([*words, "--update"]) == 0
    assert [gate["selection"]["turns"] for gate in json.loads((folder / "floors.json").read_text())["gates"]] == [
        "resolved"
    ]
    assert run(words) == 0
    assert run([*words[:-1], "typed"]) == 2
    assert "holds no floors for 'talk' with these options" in capsys.readouterr().err
    assert run([*words[:-1], "resolved,typed", "--update"]) == 0
    assert len(json.loads((folder / "floors.json").read_text())["gates"]) == 2


def test_default_gate_covers_own_sets(folder, monkeypatch, capsys):
    (folder / "talk.jsonl").rename(folder / "dialogues.jsonl")
    (folder / "set.jsonl").rename(folder / "questions.jsonl")
    (folder / "documents.jsonl").write_text((folder / "questions.jsonl").read_text())
    monkeypatch.setattr("qa.files.evaluation", lambda: folder)
    assert run(["eval", "gate", "questions.jsonl", "--update"]) == 0
    capsys.readouterr()
    # Missing floors for one set are reported; missing floors for all sets are an error.
    assert run(["eval", "gate"]) == 0
    out = capsys.readouterr().out
    assert "gate: questions, in the article: every floor holds" in out and "gate: dialogues: no floors yet" in out
    (folder / "none.json").write_text('{"gates": []}')
    assert run(["eval", "gate", "--floors", "none.json"]) == 2
    assert run(["eval", "gate", "--update"]) == 0
    capsys.readouterr()
    assert run(["eval", "gate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[1] for line in lines] == [
        " questions, in the article",
        " dialogues, in the article, resolved",
        " dialogues, in the article, typed",
        " dialogues, in the article, standalone",
        " documents, in the article",
    ]
