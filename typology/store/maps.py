"""Structure maps: every change is added to what was said before; nothing is overwritten, all of it can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import get_args

from sqlalchemy import bindparam, select, update

from typology.model.vocabulary import Kind, Origin, StructureMap
from typology.store.cleaning import key_number, name_text, year_number
from typology.store.database import insert_row
from typology.store.errors import InvalidValueError, NotFoundError
from typology.store.map_changes import (
    checked_changes,
    clean_fields,
    clean_key,
    clean_note,
    new_key,
    new_relation_change,
    without_known,
)
from typology.store.map_errors import ActorNamelessError, ActorPresentError, MergeRefusedError
from typology.store.map_folding import MapView, name_key
from typology.store.map_reading import MapReader, find_map, read_entries
from typology.store.map_records import Added, Change, MapRecord, Place, Undone
from typology.store.map_undoing import last_batch_of, taken_back
from typology.store.map_writing import (
    Drawing,
    city_number,
    find_open_map,
    lock_city,
    read_names,
    take_back,
    take_back_from_afar,
    write_entries,
)
from typology.store.tables import map_entries, maps

Note = Mapping[str, str] | str
"""A note by language; a bare text counts as German."""
_BATCH = (
    select(map_entries.c.map_id)
    .where(map_entries.c.city_id == bindparam("city"), map_entries.c.batch == bindparam("batch"))
    .limit(1)
)


class MapStore(MapReader):
    """The part of the store that keeps structure maps."""

    def create_map(
        self,
        city: str,
        wave: str,
        kind: Kind,
        year: int | None,
        reporter: str,
        *,
        origin: Origin = "own",
        source_id: str = "",
        label: Note = "",
        note: Note = "",
        content: StructureMap | None = None,
        copy_of: int | None = None,
        same_ids: bool = False,
        editor: str = "",
        author: str = "",
    ) -> MapRecord:
        """Begin a map, empty or with what another one shows.

        Args:
            city: Name of the city; one of that name is taken, else a new one is entered.
            wave: Name of the point in time.
            kind: 'past', 'now' or 'goal'.
            year: The year it is about, if one is known.
            reporter: Id of who draws it.
            origin: Where it comes from.
            source_id: Id of the shipped map it is filled from.
            label: Heading of its own, by language.
            note: Where sources are thin or differ, by language.
            content: What to put on it: a template or a file; only its actors and relations count.
            copy_of: Number of a map to begin with what stands there now.
            same_ids: Whether an id of the content that the city knows is the same actor whatever its name.
            editor: Random id of the browser tab.
            author: What the person calls themself.

        Raises:
            NotFoundError: If there is no map to copy.
            InvalidValueError: If a value is not allowed, or the content lacks something.
        """
        if origin not in get_args(Origin):
            raise InvalidValueError("The origin of a map must be own, sourced, invented or template.", what="origin")
        fields = clean_fields("map", {"wave": wave, "kind": kind})
        values = {
            **fields,
            "year": year_number(year, "year of the map"),
            "reporter": name_text(reporter, "reporter"),
            "origin": origin,
            "source_id": name_text(source_id, "id of the shipped map", required=False),
            "label": clean_note(label, "label of the map"),
            "note": clean_note(note, "note of the map"),
            "created_at": datetime.now(UTC),
            "archived_at": None,
        }
        with self.writing() as connection:
            city_id = city_number(connection, city)
            if copy_of is not None:
                content = self.structure_map(copy_of)
                same_ids = int(find_map(connection, copy_of)["city_id"]) == city_id
            map_id = insert_row(connection, maps, {**values, "city_id": city_id})
            if content is not None:
                drawing = Drawing(connection, map_id, begun=True)
                drawing.write(drawing.intake(content, same_ids=same_ids, replace=False), editor, author)
            return self.map_record(map_id)

    def add_shipped_map(self, shipped: StructureMap) -> MapRecord:
        """Enter a map that ships with the program, once: the one that is there stays, even if it was put away.

        Raises:
            InvalidValueError: If it lacks something.
        """
        with self.writing() as connection:
            lock_city(connection, city_number(connection, shipped.city))
            there = connection.execute(select(maps.c.id).where(maps.c.source_id == shipped.id).limit(1)).scalar()
            if there is not None:
                return self.map_record(int(there))
            return self.create_map(
                shipped.city, shipped.wave, shipped.kind, shipped.year, shipped.reporter, origin=shipped.origin,
                source_id=shipped.id, label=shipped.label, note=shipped.note, content=shipped, same_ids=True,
            )  # fmt: skip

    def change_map(
        self, map_id: int, changes: Sequence[Change], *, editor: str, author: str = "", undirected: Collection[str] = ()
    ) -> str:
        """Store changes, all of them or none; when this returns they are on disk.

        Only fields that differ from what holds now are written, so two people who change different fields of the
        same thing do not meet; of the same field the later change counts.

        Args:
            map_id: The map.
            changes: The changes; a key that is not there yet enters something new, which must be complete.
            editor: Random id of the browser tab, by which changes can be undone.
            author: What the person calls themself, or "".
            undirected: Kinds of relations for which there and back are the same, to find what is there already.

        Returns:
            The id of the change set; "" if nothing differs.

        Raises:
            NotFoundError: If there is no such map, or something unknown is to be taken away.
            InvalidValueError: If a change is not allowed; the classes in ``map_errors`` say why.
            NoteTooLongError: If a note is too long.
        """
        with self.writing() as connection:
            drawing = Drawing(connection, map_id)
            return drawing.write(checked_changes(drawing.state, drawing.base, changes, undirected), editor, author)

    def new_actor(
        self,
        map_id: int,
        name: str,
        kind: str,
        level: str,
        *,
        editor: str,
        author: str = "",
        short: str = "",
        note: Note = "",
        sources: Iterable[str] = (),
    ) -> Added:
        """Put an actor on a map; one that the city knows by that name is the same actor.

        Raises:
            NotFoundError: If there is no such map.
            ActorPresentError: If the actor is on the map already.
            InvalidValueError: If name, kind or level is missing.
        """
        cleaned = name_text(name, "name of the actor", required=False)
        if not cleaned:
            raise ActorNamelessError
        fields = {"kind": kind, "level": level, "gone": False}
        fields |= {"note": note} if note else {}
        fields |= {"sources": list(sources)} if sources else {}
        with self.writing() as connection:
            drawing = Drawing(connection, map_id)
            view = MapView(drawing.state)
            known = [view.resolve(key) for key in view.names.get(name_key(cleaned), ())]
            if there := next((key for key in known if key in view.actors), None):
                raise ActorPresentError(actor=there, name=view.name(there))
            taken = {key for subject, key in drawing.state.fields if subject == "name"}
            key = known[0] if known else new_key(cleaned, taken)
            named: dict[str, str] = {} if known else {"name": cleaned, "short": short}
            if known and short.strip():
                named = {"short": short}
            changes = [Change("name", key, named), Change("actor", key, fields)]
            checked = checked_changes(drawing.state, drawing.base, changes if named else changes[1:])
            return Added(key, bool(known), drawing.write(checked, editor, author))

    def new_relation(
        self,
        map_id: int,
        source: str,
        target: str,
        kind: str,
        status: str,
        *,
        editor: str,
        author: str = "",
        strength: str | None = None,
        reporter: str | None = None,
        note: Note = "",
        sources: Iterable[str] = (),
        undirected: Collection[str] = (),
    ) -> Added:
        """Put a relation on a map; the other arguments are those of ``change_map``.

        Raises:
            NotFoundError: If there is no such map.
            RelationPresentError: If the same relation is there already.
            InvalidValueError: If something is missing, or it leads to itself or to an actor that is not there.
        """
        fields = {
            "source": source, "target": target, "kind": kind, "status": status, "strength": strength,
            "reporter": reporter, "note": note, "sources": list(sources), "gone": False,
        }  # fmt: skip
        with self.writing() as connection:
            drawing = Drawing(connection, map_id)
            change, again = new_relation_change(MapView(drawing.state), fields)
            checked = checked_changes(drawing.state, drawing.base, [change], undirected)
            return Added(change.key, again, drawing.write(checked, editor, author))

    def remove_actor(self, map_id: int, actor: str, *, editor: str, author: str = "") -> str:
        """Take an actor off a map; its relations are hidden with it and come back with it.

        Raises:
            NotFoundError: If there is no such map or actor.
        """
        return self.change_map(map_id, [Change("actor", actor, {"gone": True})], editor=editor, author=author)

    def remove_relation(self, map_id: int, relation: str, *, editor: str, author: str = "") -> str:
        """Take a relation off a map.

        Raises:
            NotFoundError: If there is no such map or relation.
        """
        return self.change_map(map_id, [Change("relation", relation, {"gone": True})], editor=editor, author=author)

    def import_map(
        self,
        map_id: int,
        content: StructureMap,
        *,
        editor: str,
        author: str = "",
        replace: bool,
        same_ids: bool = False,
    ) -> str:
        """Take the actors and relations of another map in, as one change set: one undo takes all of it back.

        Args:
            map_id: The map.
            content: What to take in.
            editor: Random id of the browser tab.
            author: What the person calls themself, or "".
            replace: Whether what the content does not show is taken off the map.
            same_ids: Whether equal ids are the same actor whatever the names.

        Returns:
            The id of the change set; "" if the map shows all of it already.

        Raises:
            NotFoundError: If there is no such map.
            InvalidValueError: If the content lacks something; then nothing of it is taken in.
        """
        with self.writing() as connection:
            drawing = Drawing(connection, map_id)
            return drawing.write(drawing.intake(content, same_ids=same_ids, replace=replace), editor, author)

    def merge_actors(
        self, city_id: int, actor: str, into: str, *, editor: str, author: str = "", map_id: int | None = None
    ) -> str:
        """Declare two spellings one actor, on all maps of a city; nothing of either is lost.

        Args:
            city_id: The city.
            actor: The spelling that is no longer shown.
            into: The one that is shown instead.
            editor: Random id of the browser tab.
            author: What the person calls themself, or "".
            map_id: The map on which it was seen; there it can be undone like any other change.

        Raises:
            NotFoundError: If there is no such city, map of it, or actor.
            MergeRefusedError: If both are the same already.
        """
        return self._say_same(city_id, actor, into, editor, author, map_id)

    def unmerge(self, city_id: int, actor: str, *, editor: str, author: str = "", map_id: int | None = None) -> str:
        """Show a spelling as an actor of its own again; the arguments are those of ``merge_actors``."""
        return self._say_same(city_id, actor, None, editor, author, map_id)

    def _say_same(
        self, city_id: int, actor: str, into: str | None, editor: str, author: str, map_id: int | None
    ) -> str:
        key = key_number(city_id, "city")
        with self.writing() as connection:
            lock_city(connection, key)
            if map_id is not None and find_open_map(connection, map_id)["city_id"] != key:
                raise NotFoundError("There is no such structure map.", what="map")
            state = read_names(connection, key)
            view = MapView(state)
            if any(not view.fields("name", clean_key(name)) for name in (actor, into or actor)):
                raise NotFoundError("There is no such actor.", what="actor")
            if into is not None and view.resolve(actor) == view.resolve(into):
                raise MergeRefusedError(name=view.name(actor), other=view.name(into))
            if into is None and not view.fields("same", actor).get("as"):
                return ""
            # What replaces a spelling already is put together with the new one too.
            place: Place = ("same", actor if into is None else view.resolve(actor))
            new = without_known(state, {}, {place: {"as": into}})
            return write_entries(connection, key, map_id, new, editor, author)

    def undo(self, map_id: int, *, editor: str, author: str = "") -> Undone | None:
        """Take back the last change set of a browser tab on a map that is still in force.

        Returns:
            What became of it; None if there is nothing to take back.

        Raises:
            NotFoundError: If there is no such map.
        """
        with self.writing() as connection:
            row = find_open_map(connection, map_id)
            lock_city(connection, row["city_id"])
            entries, undoing = read_entries(connection, row["id"])
            batch = last_batch_of(entries, editor, row["id"], taken_back(undoing))
            return None if batch is None else take_back(connection, row, entries, undoing, batch, (editor, author))

    def undo_batch(self, map_id: int, batch: str, *, editor: str, author: str = "") -> Undone | None:
        """Take back any change set of the history; taking back an ``Undone`` sets in force what it took back.

        What somebody has said since about the same field stays. Of a change set made on another map only what all
        maps share is taken back; what is drawn there is not this map's to change.

        Returns:
            What became of it; None if it is taken back already, or says nothing of this map.

        Raises:
            NotFoundError: If there is no such map or change set.
            MapSealedError: If this map, or the one it was made on, stays as it is.
            MapArchivedError: If this map was put away.
        """
        with self.writing() as connection:
            row = find_open_map(connection, map_id)
            lock_city(connection, row["city_id"])
            made_on = connection.execute(_BATCH, {"city": row["city_id"], "batch": batch}).first()
            if made_on is None:
                raise NotFoundError("There is no such change.", what="batch")
            if made_on[0] not in (None, row["id"]):
                return take_back_from_afar(connection, row, batch, (editor, author))
            entries, undoing = read_entries(connection, row["id"])
            return take_back(connection, row, entries, undoing, batch, (editor, author))

    def archive_map(self, map_id: int) -> MapRecord:
        """Put a map away; nothing of it is deleted.

        Raises:
            NotFoundError: If there is no such map.
        """
        return self._set_archived(map_id, datetime.now(UTC))

    def restore_map(self, map_id: int) -> MapRecord:
        """Bring back a map that was put away.

        Raises:
            NotFoundError: If there is no such map.
        """
        return self._set_archived(map_id, None)

    def _set_archived(self, map_id: int, when: datetime | None) -> MapRecord:
        with self.writing() as connection:
            number = int(find_map(connection, map_id)["id"])
            connection.execute(update(maps).where(maps.c.id == number).values(archived_at=when))
            return self.map_record(number)
