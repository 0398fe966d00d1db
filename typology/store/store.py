"""The store as the other parts of the program see it."""

from __future__ import annotations

from typing import Self

from typology.store.assessments import AssessmentStore
from typology.store.cases import CaseStore
from typology.store.comparison_releases import ComparisonStore
from typology.store.copying import CopyStore
from typology.store.events import EventStore
from typology.store.imports import ImportStore
from typology.store.intentions import IntentionStore
from typology.store.maps import MapStore
from typology.store.responses import ResponseStore
from typology.store.versions import VersionStore
from typology.store.workshop_answers import AnswerStore
from typology.store.workshop_counting import CountingStore
from typology.store.workshop_deletion import DeletionStore
from typology.store.workshop_record import RecordStore
from typology.store.workshop_releases import ReleaseStore
from typology.store.workshop_rounds import RoundStore
from typology.store.workshop_seats import SeatStore
from typology.store.workshops import WorkshopStore


class Store(
    CaseStore, AssessmentStore, ResponseStore, ImportStore, VersionStore, MapStore,
    WorkshopStore, RoundStore, SeatStore, AnswerStore, CountingStore, RecordStore, ReleaseStore,
    CopyStore, EventStore, IntentionStore, ComparisonStore, DeletionStore,
):  # fmt: skip
    """Everything that is kept; open it with ``open_store``. May be shared by all threads of a process.

    Every method that changes something has saved it when it returns, or raises ``StoreError`` and has
    changed nothing. ``with store.transaction():`` binds several of them together.
    """

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()
