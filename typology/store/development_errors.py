"""What the store refuses on development and comparison: one exception class per cause, each with a stable code.

They are all values that cannot be stored, so that whoever handles ``InvalidValueError`` handles them too.
"""

from __future__ import annotations

from typology.store.errors import InvalidValueError


class AlreadyThereError(InvalidValueError):
    """The person has answers at that point in time; ``details['assessment']`` holds the number of the assessment."""

    code = "already_there"
    sentence = "There are answers at this point in time already. Nothing was copied, and nothing is lost."


class ReleaseWithdrawnError(InvalidValueError):
    """The release was withdrawn; nothing can be added to it."""

    code = "release_withdrawn"
    sentence = "This release was withdrawn. Nothing was changed."
