"""The store: cases, waves, assessments, responses with their history, and the versions they belong to.

SQLite by default, PostgreSQL by address; everything is saved at once and nothing is overwritten.
"""

from typology.store.cleaning import NAME_LIMIT, NOTE_LIMIT
from typology.store.errors import (
    CaseUnscoredError,
    InvalidValueError,
    NoteTooLongError,
    NotFoundError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreForeignError,
    StoreFullError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from typology.store.opening import open_store
from typology.store.records import Assessment, Case, ImportRow, Response, ResponseRow, State, Version, Wave, WaveKind
from typology.store.store import Store

__all__ = [
    "NAME_LIMIT",
    "NOTE_LIMIT",
    "Assessment",
    "Case",
    "CaseUnscoredError",
    "ImportRow",
    "InvalidValueError",
    "NotFoundError",
    "NoteTooLongError",
    "Response",
    "ResponseRow",
    "State",
    "Store",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreForeignError",
    "StoreFullError",
    "StoreNewerError",
    "StoreReadOnlyError",
    "StoreUnavailableError",
    "Version",
    "Wave",
    "WaveKind",
    "open_store",
]
