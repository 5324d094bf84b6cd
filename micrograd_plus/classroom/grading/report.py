"""What grading an engine has found: plain data that shows itself."""

from dataclasses import dataclass, field

from .outcome import Graded, Status, gone_wrong
from .shown import as_html, as_text


@dataclass(frozen=True)
class Report:
    """What grading an engine has found; true if all is passed, and shows itself as text.

    Attributes:
        engine: the file and the class.
        lessons: how each went, in their order.
        names: what the engine calls things.
        notes: what is to be known about the run, such as a limit that this system lacks.
        require_all: whether what is missing counts as failed.
    """

    engine: str
    lessons: tuple[Graded, ...]
    names: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    require_all: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing failed or was ended, and something was passed."""
        allowed = {Status.PASSED} if self.require_all else {Status.PASSED, Status.MISSING}
        statuses = {lesson.status for lesson in self.lessons}
        return Status.PASSED in statuses and statuses <= allowed

    @property
    def first(self) -> Graded | None:
        """The lesson to begin with, the first to go wrong by a mistake that few engines have."""
        return next(iter(gone_wrong(self.lessons)), None)

    def count(self, status: Status) -> int:
        """Return how many lessons went so."""
        return sum(lesson.status is status for lesson in self.lessons)

    def __bool__(self) -> bool:
        return self.passed

    def __str__(self) -> str:
        return as_text(self.engine, self.lessons, self.notes)

    def _repr_html_(self) -> str:
        return as_html(self.engine, self.lessons, self.notes)
