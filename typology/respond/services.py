"""What the pages of respondents need of the rest of the program; the caches belong to the workbench."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typology.model.elements import Model, Questionnaire
    from typology.reports.stored import Versions
    from typology.store import Store
    from typology.store.workshop_records import Round


@dataclass(frozen=True, slots=True)
class Services:
    """What is loaded once in the process, as functions: nothing is loaded before the first request needs it.

    Attributes:
        model: Returns the model in force; raises ``ModelError``.
        questionnaires: Returns the questionnaires in force, by id; raises ``ModelError``.
        store: Returns the open store; raises ``StoreError``.
        old_model: Returns an earlier version of a model (id, version), None if it cannot be read.
        old_questionnaire: Returns an earlier version of a questionnaire (id, version, model id, its version), or None.
        versions: Returns what was asked before, for ordinary assessments.
    """

    model: Callable[[], Model]
    questionnaires: Callable[[], Mapping[str, Questionnaire]]
    store: Callable[[], Store]
    old_model: Callable[[str, str], Model | None]
    old_questionnaire: Callable[[str, str, str, str], Questionnaire | None]
    versions: Callable[[], Versions]

    def asked_in(self, asked: Round) -> tuple[Model, Questionnaire] | None:
        """Return model and questionnaire of a round in the versions it was prepared under, None if they are gone.

        May read the database; the answers are kept by whoever the functions belong to.
        """
        model = self.model()
        if (asked.model, asked.model_version) != (model.info.id, model.version):
            old = self.old_model(asked.model, asked.model_version)
            if old is None:
                return None
            model = old
        found = self.questionnaires().get(asked.questionnaire)
        if found is None or found.full_version != asked.questionnaire_version or model is not self.model():
            found = self.old_questionnaire(
                asked.questionnaire, asked.questionnaire_version, asked.model, asked.model_version
            )
        return None if found is None else (model, found)
