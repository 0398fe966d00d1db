"""Versions of models and questionnaires, kept with their files so that old answers stay readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import JSON, bindparam, select, text

from typology.store.cleaning import name_text
from typology.store.database import Database
from typology.store.errors import NotFoundError
from typology.store.records import DefinitionKind, Version
from typology.store.tables import UtcTime, definitions

# Both databases read this; Core has it per dialect only, and each of the two would have to be loaded.
_INSERT_ONCE = text(
    "INSERT INTO definitions (kind, id, version, files, remembered_at)"
    " VALUES (:kind, :id, :version, :files, :remembered_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("files", type_=JSON), bindparam("remembered_at", type_=UtcTime))


class VersionStore(Database):
    """The part of the store that keeps what models and questionnaires said."""

    def remember_model(self, model: str, version: str, files: Mapping[str, str]) -> bool:
        """Keep the files of a model, once per version; the first ones stay.

        Args:
            model: Id of the model.
            version: Its version, with the hash of its content.
            files: Text by file name.

        Returns:
            Whether these very files are kept under this version now; False means that somebody changed the
            files without changing the version.

        Raises:
            StoreError: If they could not be saved.
        """
        return self._remember("model", model, version, files)

    def model_files(self, model: str, version: str) -> dict[str, str]:
        """Return the files of a model as they were in a version.

        Raises:
            NotFoundError: If this version was never kept.
        """
        return self._files("model", model, version)

    def list_model_versions(self, model: str | None = None) -> list[Version]:
        """Return the versions kept, oldest first; of one model or of all."""
        return self._versions("model", model)

    def remember_questionnaire(self, questionnaire: str, version: str, files: Mapping[str, str]) -> bool:
        """Keep the files of a questionnaire, as ``remember_model`` does."""
        return self._remember("questionnaire", questionnaire, version, files)

    def questionnaire_files(self, questionnaire: str, version: str) -> dict[str, str]:
        """Return the files of a questionnaire as they were in a version.

        Raises:
            NotFoundError: If this version was never kept.
        """
        return self._files("questionnaire", questionnaire, version)

    def list_questionnaire_versions(self, questionnaire: str | None = None) -> list[Version]:
        """Return the versions kept, oldest first; of one questionnaire or of all."""
        return self._versions("questionnaire", questionnaire)

    def _remember(self, kind: DefinitionKind, name: str, version: str, files: Mapping[str, str]) -> bool:
        name, version = name_text(name, f"id of the {kind}"), name_text(version, f"version of the {kind}")
        wanted = {str(key): str(value) for key, value in files.items()}
        # Asked at every start, so look first: a read-only database that knows the version is no problem.
        try:
            return self._files(kind, name, version) == wanted
        except NotFoundError:
            pass
        values = {"kind": kind, "id": name, "version": version, "files": wanted, "remembered_at": datetime.now(UTC)}
        with self.writing() as connection:
            connection.execute(_INSERT_ONCE, values)
        return self._files(kind, name, version) == wanted

    def _files(self, kind: DefinitionKind, name: str, version: str) -> dict[str, str]:
        query = select(definitions.c.files).where(
            definitions.c.kind == kind, definitions.c.id == name, definitions.c.version == version
        )
        with self.reading() as connection:
            files = connection.execute(query).scalar_one_or_none()
        if files is None:
            raise NotFoundError(f"This version of the {kind} is not kept.", what="version")
        return dict(files)

    def _versions(self, kind: DefinitionKind, name: str | None) -> list[Version]:
        kept = definitions.c
        query = select(kept.kind, kept.id, kept.version, kept.remembered_at).where(kept.kind == kind)
        if name is not None:
            query = query.where(kept.id == name)
        with self.reading() as connection:
            ordered = connection.execute(query.order_by(kept.remembered_at, kept.id, kept.version)).mappings()
            return [Version(**row) for row in ordered]
