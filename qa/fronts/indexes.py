"""`qa index`: indexes in folders of one's own, to be asked with `--index DIR`, copied, and shared.

`qa.index` and `qa.render` are imported inside the functions, since the command line imports this module before it
knows the command.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.errors import UsageError
from qa.fronts import cluster, documents
from qa.fronts.cache import shown_size
from qa.fronts.settings import Settings, load_settings, setting
from qa.fronts.status import report

if TYPE_CHECKING:
    from qa.index import FileReader, Refreshed, StoredIndex

app = typer.Typer(help="Save an index of documents in a folder, to ask it with --index DIR.", no_args_is_help=True)

Folder = Annotated[str, typer.Argument(metavar="DIR", help="The folder of the index.")]
Documents = Annotated[
    list[str],
    typer.Option(
        "-d",
        "--document",
        metavar="PATH",
        help="A file, a folder, or a web address; may be repeated.",
        show_default=False,
    ),
]
AllowPrivate = Annotated[bool, documents.ALLOW_PRIVATE]
MaxMb = Annotated[
    str | None,
    typer.Option("--max-mb", metavar="NUMBER", help=setting("max_mb", where="a flag").help.capitalize() + "."),
]


@app.command()
def build(
    document: Documents,
    output: Annotated[str, typer.Option("-o", "--output", metavar="DIR", help="The folder to save it in.")],
    allow_private: AllowPrivate = False,
    max_mb: MaxMb = None,
    spark: cluster.Master = None,
) -> None:
    """Save an index of documents in a folder; if it is there already, read only what changed.

    qa index build -d notes/ -o notes.index
    """
    from qa.fronts.opening import change_lines, report_lines
    from qa.index.store import is_free

    folder = _path(output)
    if not _holds_index(folder) and not is_free(folder):
        raise UsageError(f"{folder} is there, and is no index; name a new or an empty folder")
    reader = _reader(max_mb, allow_private=allow_private)
    saved = _built(folder, document, reader) if spark is None else cluster.build(folder, document, reader, spark)
    for line in (*change_lines(saved), *report_lines(saved.index.entries, saved.skipped)):
        report(line)
    _show(_opened(folder))


@app.command()
def add(folder: Folder, document: Documents, allow_private: AllowPrivate = False, max_mb: MaxMb = None) -> None:
    """Add documents to an index; one that is there under the same name is replaced.

    qa index add notes.index -d minutes.docx
    """
    from qa.fronts.opening import skipped_lines
    from qa.fronts.progress import ReadingBar
    from qa.index import maintenance
    from qa.render import console

    with ReadingBar(console(sys.stderr)) as bar:
        reader = _reader(max_mb, allow_private=allow_private)
        index, skipped = maintenance.add(_path(folder), document, reader, progress=bar, on_read=bar.count)
    for line in skipped_lines(skipped):
        report(line)
    _show(index)


@app.command()
def remove(
    folder: Folder,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Documents, by their names or patterns of them.")
    ],
) -> None:
    """Remove documents from an index; the files themselves are not touched.

    qa index remove notes.index 'notes/old/*'
    """
    from qa.index import maintenance
    from qa.render import counted

    index, removed = maintenance.remove(_path(folder), names)
    typer.echo(f"removed {counted(len(removed), 'document')}")
    _show(index)


@app.command()
def verify(folder: Folder) -> None:
    """Compare every digest of an index: whether its files are as they were written."""
    index = _opened(_path(folder))
    index.check()
    typer.echo(f"{index.folder} is whole ({shown_size(index.size)})")


@app.command()
def info(
    folder: Folder,
    every: Annotated[bool, typer.Option("--documents", help="List every document with its passages.")] = False,
) -> None:
    """Show what an index holds, what it was made of, and how it was calibrated."""
    from qa.fronts.calibrations import own_path
    from qa.model.own import read_own
    from qa.render import clean, counted

    index = _opened(_path(folder))
    _show(index)
    typer.echo(f"made of: {' '.join(map(clean, index.contents.sources)) or 'documents in memory'}")
    typer.echo(f"segments: {len(index.segments)}; format: {index.manifest['version']}")
    if index.unread:
        typer.echo(f"unfinished: {counted(index.unread, 'file')} not read yet; build it again to go on")
    own = read_own(own_path((), folder))
    if own is not None:
        typer.echo(f"calibration: {clean(own.summary)}")
    for entry in index.entries if every else ():
        typer.echo(f"{entry.passages:>8,}  {clean(entry.source)}")


@app.command()
def merge(
    folder: Folder,
    others: Annotated[
        list[str] | None, typer.Argument(metavar="[OTHER]...", help="Indexes whose documents are taken in.")
    ] = None,
) -> None:
    """Take the documents of other indexes into one, and make it as fast and small as one that is built at once.

    qa index merge all.index part1.index part2.index
    """
    from qa.fronts.progress import LateBar
    from qa.index import maintenance
    from qa.render import console

    with LateBar(console(sys.stderr), "merging") as bar:
        _show(maintenance.unite(_path(folder), [_path(other) for other in others or ()], progress=bar))


def _built(folder: Path, documents: list[str], reader: "FileReader") -> "Refreshed":
    from qa.fronts.progress import ReadingBar
    from qa.index import refreshed
    from qa.render import console

    with ReadingBar(console(sys.stderr), can_be_saved=True) as bar:
        saved = refreshed(
            folder, documents, reader, must_save=True, progress=bar, on_read=bar.count, is_stopped=bar.is_stopped
        )
        bar.saved(saved.unread)
        return saved


def _reader(max_mb: str | None, *, allow_private: bool) -> "FileReader":
    from qa.fronts.opening import configuration_of
    from qa.load import MEGABYTE
    from qa.pipeline import reader

    settings: Settings = load_settings({"max_mb": max_mb}, os.environ)
    return reader(configuration_of(settings), max_bytes=settings.max_mb * MEGABYTE, allow_private=allow_private)


def _path(name: str) -> Path:
    if "://" in name:
        raise UsageError(f"{name} is an address, and an index is in a folder of this machine; name one")
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise UsageError(f"{name} names a home folder that does not exist; write the path in full") from None


def _holds_index(folder: Path) -> bool:
    from qa.index.store import MANIFEST

    return (folder / MANIFEST).is_file()


def _opened(folder: Path) -> "StoredIndex":
    from qa.index import StoredIndex

    return StoredIndex(folder)


def _show(index: "StoredIndex") -> None:
    """Say what an index holds, in one line."""
    from qa.render import counted

    sizes = [
        counted(len(index.kept), "document"),
        counted(len(index.passages), "passage"),
        counted(index.sentence_count, "sentence"),
    ]
    typer.echo(f"{index.folder} holds {', '.join(sizes)} ({shown_size(index.size)})")
