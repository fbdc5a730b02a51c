"""What every model of a kit's files is: frozen, strict, and copied without what was derived from it."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen, and a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # built once, where a file needs it

    def changed(self, **fields: object) -> Self:
        """A copy with other fields; what was worked out from the old ones is not copied."""
        copy = self.model_copy(update=fields)
        for name in set(copy.__dict__) - set(type(self).model_fields):
            del copy.__dict__[name]
        return copy
