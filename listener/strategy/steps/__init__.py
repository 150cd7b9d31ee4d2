"""The tree's questions, in the order in which they are asked."""

from listener.strategy.steps import about, critique, discussion, forms, known, risk
from listener.strategy.steps.kit import Question

QUESTIONS: tuple[Question, ...] = (
    *about.QUESTIONS,
    *risk.QUESTIONS,
    *known.QUESTIONS,
    about.FORM_KNOWN,
    *forms.QUESTIONS,
    *critique.QUESTIONS,
    *discussion.QUESTIONS,
)
