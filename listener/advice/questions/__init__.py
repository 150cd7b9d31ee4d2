"""The tree's questions, in the order in which they are asked."""

from listener.advice.questions import about, critique, discussion, forms, known, risk
from listener.advice.questions.kit import Question

QUESTIONS: tuple[Question, ...] = (
    about.ABOUT_US,
    *risk.QUESTIONS,
    *about.QUESTIONS,
    *known.QUESTIONS,
    forms.LANGUAGE,
    about.FORM_KNOWN,
    *forms.QUESTIONS,
    *critique.QUESTIONS,
    *discussion.QUESTIONS,
)
