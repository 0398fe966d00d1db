"""The store: cases, waves, assessments, responses with their history, the versions they belong to; structure maps.

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
from typology.store.map_errors import (
    ActorAbsentError,
    ActorIncompleteError,
    ActorNamelessError,
    ActorPresentError,
    MapArchivedError,
    MapSealedError,
    MergeRefusedError,
    NameTakenError,
    RelationIncompleteError,
    RelationPresentError,
    RelationToItselfError,
)
from typology.store.map_folding import map_from_state
from typology.store.map_records import (
    Added,
    Change,
    City,
    CityActor,
    FieldChange,
    HistoryEntry,
    MapRecord,
    MapState,
    Undone,
)
from typology.store.opening import open_store
from typology.store.records import Assessment, Case, ImportRow, Response, ResponseRow, State, Version, Wave, WaveKind
from typology.store.store import Store

__all__ = [
    "NAME_LIMIT",
    "NOTE_LIMIT",
    "ActorAbsentError",
    "ActorIncompleteError",
    "ActorNamelessError",
    "ActorPresentError",
    "Added",
    "Assessment",
    "Case",
    "CaseUnscoredError",
    "Change",
    "City",
    "CityActor",
    "FieldChange",
    "HistoryEntry",
    "ImportRow",
    "InvalidValueError",
    "MapArchivedError",
    "MapRecord",
    "MapSealedError",
    "MapState",
    "MergeRefusedError",
    "NameTakenError",
    "NotFoundError",
    "NoteTooLongError",
    "RelationIncompleteError",
    "RelationPresentError",
    "RelationToItselfError",
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
    "Undone",
    "Version",
    "Wave",
    "WaveKind",
    "map_from_state",
    "open_store",
]
