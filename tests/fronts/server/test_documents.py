"""The routes of documents: their texts and files, and what clients add."""

from pathlib import Path

import pytest

from qa.fronts.opening import Sources
from qa.fronts.server.library import Library
from qa.fronts.server.limits import Limits
from qa.fronts.server.state import Left, Options, ServerState
from qa.fronts.settings import Settings
from qa.index import Filter
from tests.builders import ADA, corpus
from tests.fronts.server.servers import called

ZORA = b"Zora Quist lives in Oslo."
LEXICAL = Settings(reader="lexical")


def listed(client):
    return client.get("/api/v1/documents").json()["documents"]


def add(client, name="zora.txt", data=ZORA):
    return client.post("/api/v1/documents", params={"name": name}, content=data)


@pytest.fixture
def opened(monkeypatch):
    """`opened(sources)`: a client of a server that has opened them."""
    clients = []

    def open_sources(sources, **options):
        library = Library(sources, LEXICAL)
        library._open()
        clients.append(called(ServerState(library, LEXICAL, Options(**options))))
        return clients[-1].__enter__()

    yield open_sources
    for each in clients:
        each.__exit__(None, None, None)


# What there is


def test_documents_are_listed_by_pages(client_of):
    client = client_of("One is here.", "Two is here.", "Three is here.")
    page = client.get("/api/v1/documents?offset=1&limit=1").json()
    assert page["total"] == 3 and [document["source"] for document in page["documents"]] == ["2-ada.txt"]


def test_document_is_found_by_its_source(client):
    (known,) = client.get("/api/v1/documents?source=ada.txt").json()["documents"]
    assert known == listed(client)[0]
    assert client.get("/api/v1/documents?source=other.txt").json() == {"documents": [], "total": 0}


def test_document_shows_text_around_a_place(client):
    start = ADA.index("She")
    path = f"/api/v1/documents/{listed(client)[0]['id']}"
    part = client.get(f"{path}?start={start}&end={start + 3}&around=5").json()
    assert part["text"] == ADA[part["start"] : part["end"]] and "She" in part["text"] and len(part["text"]) == 13
    assert part["blocks"][0]["kind"] == "paragraph" and part["length"] == len(ADA)


@pytest.mark.parametrize("query", ["start=99999", "end=3", "start=5&end=2", "around=0"])
def test_odd_place_shows_what_there_is(client, query):
    part = client.get(f"/api/v1/documents/{listed(client)[0]['id']}?{query}").json()
    assert part["text"] == ADA[part["start"] : part["end"]]


@pytest.mark.parametrize("path", ["0000", "..", "%2e%2e%2fetc%2fpasswd", "ada.txt", "0000/file"])
def test_unknown_document_is_a_problem(client, path):
    assert client.get(f"/api/v1/documents/{path}").status_code == 404


def test_filter_of_the_server_hides_documents(opened, tmp_path):
    for name in ("ada.txt", "pavel.md"):
        (tmp_path / name).write_text(ADA)
    client = opened(Sources((str(tmp_path),), filter=Filter(types=("md",))))
    (known,) = listed(client)
    assert known["type"] == "md"
    asked = {"question": "Where did she live?", "filters": {"only": ["*.txt"]}}
    assert client.post("/api/v1/ask", json=asked).status_code == 422


# Files


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ada.txt").write_text(ADA)
    return tmp_path / "ada.txt"


@pytest.mark.parametrize("is_cached", [True, False])
def test_file_is_sent_as_it_is(opened, folder, tmp_path, is_cached):
    client = opened(Sources((str(folder),), cache=tmp_path / "cache" if is_cached else None))
    response = client.get(f"/api/v1/documents/{listed(client)[0]['id']}/file")
    assert response.content == folder.read_bytes() and response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["content-disposition"] == "attachment"


def test_article_is_sent(opened):
    client = opened(Sources())
    assert b"mobilization" in client.get(f"/api/v1/documents/{listed(client)[0]['id']}/file").content


def test_changed_file_is_not_sent(opened, folder, tmp_path):
    client = opened(Sources((str(folder),), cache=tmp_path / "cache"))
    folder.write_text("Something else.")
    response = client.get(f"/api/v1/documents/{listed(client)[0]['id']}/file")
    assert response.status_code == 404 and "is not as it was read" in response.json()["detail"]


def test_index_leads_to_no_unknown_file(opened, folder, tmp_path, call):
    index = tmp_path / "index"
    assert call("index", "build", "-d", folder, "-o", index)[0] == 0
    client = opened(Sources(index=str(index)))
    path = f"/api/v1/documents/{listed(client)[0]['id']}/file"
    assert client.get(path).content == folder.read_bytes()
    # As an index that names a file of this machine, without having read it.
    folder.write_text("A secret of this machine.")
    assert client.get(path).status_code == 404
    folder.unlink()
    assert client.get(path).status_code == 404


# What clients add


def test_nothing_is_added_unless_allowed(client):
    response = add(client)
    assert response.status_code == 403 and "--allow-upload" in response.json()["detail"]


def test_added_document_is_asked(client_of):
    client = client_of(allow_upload=True)
    assert add(client).json() == listed(client)[-1]
    asked = {"question": "Where does Zora Quist live?"}
    answer = client.post("/api/v1/ask", json=asked).json()
    assert answer["answer"]["text"] == ZORA.decode() and answer["citation"]["source"] == "zora.txt"
    known = listed(client)[-1]
    assert known["uploaded"] and client.get(f"/api/v1/documents/{known['id']}/file").content == ZORA
    assert client.get("/api/v1/status").json()["documents"] == 2


def test_second_document_of_a_name_gets_a_number(client_of):
    client = client_of(allow_upload=True)
    names = [add(client, "notes/zora.txt", ZORA + bytes(str(number), "ascii")).json()["source"] for number in range(3)]
    assert names == ["zora.txt", "zora (2).txt", "zora (3).txt"]


def test_added_document_is_removed(client_of):
    client = client_of(allow_upload=True)
    path = f"/api/v1/documents/{add(client).json()['id']}"
    own, _ = listed(client)
    (upload,) = client.app.state.qa.uploads.kept.values()
    assert upload.path.exists()
    assert client.delete(path).status_code == 204 and not upload.path.exists() and listed(client) == [own]
    assert client.delete(path).status_code == 404
    assert client.delete(f"/api/v1/documents/{own['id']}").status_code == 403


@pytest.mark.parametrize(
    ("name", "data", "status", "detail"),
    [
        ("..", ZORA, 422, "found the name '..', expected that of a file"),
        ("a\x00b", ZORA, 422, r"found the name 'a\\x00b', expected"),
        ("x" * 200, ZORA, 422, "found the name"),
        ("zora.txt", b"", 422, "zora.txt is empty; name a file with text"),
        ("zora.png", b"\x89PNG\r\n\x1a\n", 422, "zora.png is"),
        ("zora.pdf", b"%PDF-1.7 broken", 422, "zora.pdf"),
        ("zora.docx", b"PK\x03\x04 broken", 422, "zora.docx"),
    ],
)
def test_faulty_document_is_refused_by_its_own_name(client_of, name, data, status, detail):
    client = client_of(allow_upload=True)
    response = add(client, name, data)
    assert response.status_code == status and response.json()["detail"].startswith(detail)
    uploads = client.app.state.qa.uploads
    assert "/" not in response.json()["detail"].replace("/api/", "") and uploads.kept == {}
    assert uploads._folder is None or list(Path(uploads._folder.name).iterdir()) == []
    assert len(listed(client)) == 1


def test_document_over_the_limit_is_refused(client_of):
    client = client_of(allow_upload=True)
    client.app.state.qa.uploads._max_bytes = 10
    response = add(client)
    assert response.status_code == 413 and response.json()["detail"].startswith("zora.txt is ")


@pytest.mark.parametrize("limits", [Limits(uploads=1), Limits(upload_bytes=len(ZORA))], ids=["number", "bytes"])
def test_documents_have_limits_together(client_of, limits):
    client = client_of(allow_upload=True, limits=limits)
    assert add(client).status_code == 201
    response = add(client, "other.txt")
    assert response.status_code == 413 and "remove one" in response.json()["detail"]
    assert len(listed(client)) == 2


def test_filter_leaves_out_an_added_document(opened, tmp_path):
    (tmp_path / "ada.md").write_text(ADA)
    client = opened(Sources((str(tmp_path),), filter=Filter(types=("md",))), allow_upload=True)
    response = add(client)
    assert response.status_code == 422 and "type md leaves it out" in response.json()["detail"]
    assert add(client, "zora.md").status_code == 201 and len(listed(client)) == 2


def test_added_documents_outlive_a_change_of_files(client_of):
    client = client_of(allow_upload=True)
    add(client)
    client.app.state.qa.library._exchange(corpus("Ada lives in Rome.", reader="lexical"))
    assert [document["source"] for document in listed(client)] == ["ada.txt", "zora.txt"]
    assert client.get("/api/v1/status").json()["revision"] == 3


def test_folder_of_added_documents_goes_with_the_server():
    with called(ServerState.of(corpus(ADA, reader="lexical"), LEXICAL, Options(allow_upload=True))) as client:
        add(client)
        folder = Path(client.app.state.qa.uploads._folder.name)
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_client_that_leaves_takes_its_file_along(client_of, monkeypatch):
    client = client_of(allow_upload=True)
    state = client.app.state.qa

    async def leave(*args, **options):
        raise Left

    monkeypatch.setattr(state, "at_work", leave)
    with pytest.raises(AssertionError, match="did not receive any response"):
        add(client)
    assert list(Path(state.uploads._folder.name).iterdir()) == []
