"""Why Spark refuses a model's query, and where in the source text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.errors import PySparkException

from lakehouse.curate.model import Model, Text
from lakehouse.failure import ModelFailure, reason

_PLACE = re.compile(r"[;(]? ?\(?line (\d+),? pos (\d+)\)?")
_PLAN = re.compile(r"[.;]*\n[\s\S]*$")


@dataclass(frozen=True)
class Place:
    """Place in a model's query: the piece's index, and the number of characters from the piece's beginning."""

    piece: int
    offset: int


@dataclass(frozen=True)
class Refusal:
    """Why a model cannot be built; without a place if Spark names none."""

    code: str
    message: str
    place: Place | None


def place_in(pieces: Sequence[str], line: int, column: int) -> Place | None:
    """The place of a line, from 1, and a column, from 0, in the concatenated pieces."""
    lines = "".join(pieces).split("\n")
    if not 1 <= line <= len(lines):
        return None
    rest = sum(len(text) + 1 for text in lines[: line - 1]) + column
    for number, piece in enumerate(pieces):
        if rest < len(piece):
            return Place(number, rest)
        rest -= len(piece)
    return None


def refusal_of(error: PySparkException, model: Model, pieces: Sequence[str]) -> Refusal:
    """What the error says, without Spark's plan; `pieces` are the texts passed to Spark."""
    text = reason(error).strip()
    found = _PLACE.search(text)
    place = place_in(pieces, int(found[1]), int(found[2])) if found else None
    if place is not None and not isinstance(model.query[place.piece], Text):
        # The piece is a table name whose length differs from the source text.
        place = Place(place.piece, 0)
    message = _PLAN.sub("", _PLACE.sub("", text)).strip(" .;")
    return Refusal("MODEL_REFUSED", message, place)


def _written(model: Model, place: Place) -> str:
    """Line and column of a place in the SELECT, both from 1, in the usual format of engines."""
    pieces = [piece.text if isinstance(piece, Text) else piece.table for piece in model.query[: place.piece + 1]]
    before = "".join([*pieces[:-1], pieces[-1][: place.offset]])
    return f"line {before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}: "


def query_refused(error: PySparkException, model: Model, pieces: Sequence[str]) -> ModelFailure:
    """Fails the model with Spark's reason for refusing its query."""
    refusal = refusal_of(error, model, pieces)
    found = (_written(model, refusal.place) if refusal.place else "") + refusal.message
    return ModelFailure(refusal.code, model.name, found, "correct the query, then build the model again")
