"""The broken models in tests/invalid: how a case is put together from the sound base and its one mistake."""

import shutil
from pathlib import Path

from typology.model import inspect_folders, render

FOLDER = Path(__file__).parent.parent / "invalid"
BASE = FOLDER / "base" / "model"
CASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "base")


def put_together(code, target):
    """Copy the sound base and lay the files of a case over it; return the folders to look at.

    A case may hold ``folders.txt`` (the folders to look at, one a line; otherwise ``model``) and ``repeat.txt``
    (a file and how often its content is repeated, for files too large to be kept here; if a line of it holds ``<n>``,
    that line alone is repeated, numbered from 1).
    """
    shutil.copytree(FOLDER / "base", target, dirs_exist_ok=True)
    case = FOLDER / code
    shutil.copytree(case, target, dirs_exist_ok=True)
    if (case / "repeat.txt").exists():
        name, times = (case / "repeat.txt").read_text(encoding="utf-8").split()
        (target / name).write_bytes(_repeated((case / name).read_bytes(), int(times)))
    listed = case / "folders.txt"
    return listed.read_text(encoding="utf-8").split() if listed.exists() else ["model"]


def _repeated(content, times):
    if b"<n>" not in content:
        return content * times
    lines = [[line] if b"<n>" not in line else [line.replace(b"<n>", b"%d" % n) for n in range(1, times + 1)]
             for line in content.splitlines(keepends=True)]
    return b"".join(line for group in lines for line in group)


def report(folders):
    """Return what ``validate`` would print about some folders, with a newline at the end."""
    return render(inspect_folders(folders).problems) + "\n"


def base_texts():
    """Return the files of the sound base, questionnaires included, by path below the model folder."""
    files = sorted(BASE.rglob("*.yaml"))
    return {path.relative_to(BASE).as_posix(): path.read_text(encoding="utf-8") for path in files}


def changed(file, old, new):
    """Return the files of the sound base with one replacement; the text replaced must be there."""
    texts = base_texts()
    assert old in texts[file], f"{old!r} is not in {file}"
    return {**texts, file: texts[file].replace(old, new, 1)}


def write(texts, folder):
    """Write texts below a folder and return it."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
