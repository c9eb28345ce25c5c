"""Registrations: the status and grade of an entry over time."""

from django.db import models
from django.db.models import Q

from register.models.facts import Fact, fact_constraints, one_at_a_time
from register.models.persons import Person
from register.rules import Grade, RegistrationStatus


class Registration(Fact):
    """One status of a person's entry for a period. Removal and "never registered" follow from other facts."""

    class Status(models.TextChoices):
        REGISTERED = RegistrationStatus.REGISTERED.value, RegistrationStatus.REGISTERED.words
        LAPSED = RegistrationStatus.LAPSED.value, RegistrationStatus.LAPSED.words
        RESIGNED = RegistrationStatus.RESIGNED.value, RegistrationStatus.RESIGNED.words

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    status = models.TextField(choices=Status.choices)
    grade = models.TextField(choices=[(grade.value, grade.words) for grade in Grade])

    class Meta:
        constraints = [
            *fact_constraints("registration"),
            one_at_a_time("registration", "person"),
            models.CheckConstraint(
                condition=Q(status__in=["registered", "lapsed", "resigned"]), name="registration_status_is_known"
            ),
            models.CheckConstraint(condition=Q(grade__in=["full", "associate"]), name="registration_grade_is_known"),
            models.CheckConstraint(condition=~Q(during__startswith=None), name="registration_has_beginning"),
        ]

    def __str__(self) -> str:
        return f"{self.status}, {self.grade}"
