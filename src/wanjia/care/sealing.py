"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.said import said as said
from wanjia.platform.said import sealed as sealed

NAME, PHONE, DOES, NOTE, OUTCOME = "care.name", "care.phone", "care.does", "care.note", "care.outcome"
PLAN, TASK, NEEDS, WHO, WHERE = "care.plan", "care.task", "care.needs", "care.who", "care.where"
STEPS, NUMBER = "care.steps", "care.number"
