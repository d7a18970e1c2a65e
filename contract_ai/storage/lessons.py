"""What people taught about suppliers' printed invoices, in the database."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete, select

from contract_ai.audit.trail import record
from models.lessons import Lesson
from models.tables.lessons import LessonRow


def save_lessons(session: Session, lessons: Iterable[Lesson], file: str, now: datetime) -> None:
    """Write lessons down; each takes the place of what was taught of its field before."""
    for lesson in lessons:
        supplier = lesson.marks[0]
        same = (col(LessonRow.supplier) == supplier) & (col(LessonRow.field) == lesson.field)
        before = session.exec(select(LessonRow.body).where(same)).first()
        session.execute(delete(LessonRow).where(same))
        values = {
            "supplier": supplier,
            "field": lesson.field,
            "taught_at": now,
            "file": file,
            "body": lesson.model_dump(mode="json"),
        }
        row = LessonRow.model_validate(values)
        session.add(row)
        session.flush()
        record(
            session,
            action="lesson.taught",
            object=f"lesson {row.id} on {lesson.field}, from {file}",
            before=before,
            after=row.body,
            at=now,
        )


def load_lessons(session: Session) -> tuple[Lesson, ...]:
    """Load every lesson, in the order in which they were taught."""
    rows = session.exec(select(LessonRow).order_by(col(LessonRow.id)))
    return tuple(Lesson.model_validate(row.body) for row in rows)
