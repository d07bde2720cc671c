"""Which models a run builds, and under which names. The rules are those of `model/sql/environment.ts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lakehouse.curate.model import Model
from lakehouse.failure import Failure
from lakehouse.shared_names import PRODUCTION, preview_database


def environment_relation(relation: str, environment: str) -> str:
    """`<database>.<relation>` of an environment; other than production's, e.g. `mission_curated__preview_1`."""
    if environment == PRODUCTION:
        return relation
    database, _, name = relation.partition(".")
    return f"{preview_database(database, environment)}.{name}"


@dataclass(frozen=True)
class Selection:
    """Models to build, each after those that it reads, and where models are read and written.

    `own` are the models that the environment has apart from production; all others are production's. `known` are all
    models of the compiled SQL.
    """

    environment: str
    models: tuple[Model, ...]
    own: frozenset[str]
    rebuild: frozenset[str]
    known: frozenset[str]

    def relation(self, name: str) -> str:
        """Where the table or model with that production name is read and written."""
        return environment_relation(name, self.environment) if name in self.own else name


def _unknown(argument: str, names: Iterable[str], known: frozenset[str], whole: str) -> None:
    unknown = sorted(set(names) - known)
    if unknown:
        raise Failure(
            "MODEL_UNKNOWN",
            f"--{argument}",
            f"{', '.join(unknown)} not in {whole}, which has {', '.join(sorted(known)) or 'none'}",
            "name models as in production, separated by commas",
        )


def select(
    models: Sequence[Model], environment: str, own: Iterable[str], asked: Sequence[str], rebuild: Sequence[str]
) -> Selection:
    """The requested models; by default all in production, and the environment's own ones elsewhere.

    Raises `Failure` for names that the compiled SQL does not have, and for models to rebuild that are not built.
    """
    known = frozenset(model.name for model in models)
    _unknown("models", asked, known, "the compiled SQL")
    beside = frozenset() if environment == PRODUCTION else (frozenset(own) | frozenset(asked)) & known
    wanted = frozenset(asked) or (known if environment == PRODUCTION else beside)
    _unknown("rebuild", rebuild, wanted, "what is built")
    selected = tuple(model for model in models if model.name in wanted)
    return Selection(environment, selected, beside, frozenset(rebuild), known)
