"""Versions of models and questionnaires."""

import pytest

from typology.store import InvalidValueError, NotFoundError

KINDS = ["model", "questionnaire"]


@pytest.fixture(params=KINDS)
def kind(request, store):
    """The three calls for one kind of definition."""
    name = request.param
    return (
        getattr(store, f"remember_{name}"),
        getattr(store, f"{name}_files"),
        getattr(store, f"list_{name}_versions"),
        getattr(store, f"list_{KINDS[1 - KINDS.index(name)]}_versions"),
    )


def test_files_come_back_under_their_version(kind):
    """Every version keeps its own text, with every sign of it."""
    remember, files, _, _ = kind
    old, new = {"a.yaml": "label: {de: Größe 👍}\n", "b/c.yaml": "\0"}, {"a.yaml": "label: neu\n"}
    assert remember("toy", "1+aa", old)
    assert remember("toy", "2+bb", new)
    assert files("toy", "1+aa") == old
    assert files("toy", "2+bb") == new


def test_a_version_is_kept_once_and_never_replaced(kind):
    """The same again is fine; other files under the same version are not kept, and the caller learns of it."""
    remember, files, versions, _ = kind
    assert remember("toy", "1", {"a": "x"})
    assert remember("toy", "1", {"a": "x"})
    assert not remember("toy", "1", {"a": "y"})
    assert files("toy", "1") == {"a": "x"}
    assert len(versions()) == 1


def test_versions_are_listed_oldest_first_and_apart_by_kind(kind):
    """Of one definition or of all, never those of the other kind."""
    remember, _, versions, versions_of_other_kind = kind
    for name, version in (("toy", "2"), ("toy", "1"), ("other", "1")):
        remember(name, version, {})
    assert [(v.id, v.version) for v in versions()] == [("toy", "2"), ("toy", "1"), ("other", "1")]
    assert [v.version for v in versions("toy")] == ["2", "1"]
    assert versions("none") == []
    assert versions_of_other_kind() == []


def test_an_unknown_version_is_not_found(kind):
    """Neither an unknown id nor an unknown version yields files."""
    remember, files, _, _ = kind
    remember("toy", "1", {})
    for name, version in (("toy", "2"), ("other", "1")):
        with pytest.raises(NotFoundError):
            files(name, version)


def test_a_version_needs_a_name(kind):
    """Files without id or version could never be found again."""
    with pytest.raises(InvalidValueError):
        kind[0]("toy", " ", {})
