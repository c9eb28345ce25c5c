"""The Code of Conduct for NHS Managers of 2002: every principle and provision, summarised in our own words.

The Code names no day of commencement; it binds from the day of its publication by the Department of Health.
"""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

from kernel.history import SyncHistory, acting

PUBLISHED_ON = date(2002, 10, 9)

CLAUSES = (
    (
        "1",
        "Patients come first",
        "Put the care and safety of patients before everything else, and act at once when they are at risk.",
    ),
    ("1a", "Confidentiality", "Keep what patients tell the NHS in confidence, and protect it."),
    ("1b", "Use of resources", "Spend money, time and staff where patients and the public gain most."),
    ("1c", "Service before self", "Let the interests of the service outweigh one’s own."),
    (
        "2",
        "Respect without discrimination",
        "Treat everyone met at work with consideration, whoever they are, and see that nobody is treated worse for it.",
    ),
    ("2a", "The public", "Take the public seriously, keep them informed, and let them influence services."),
    (
        "2b",
        "Patients",
        "Inform patients about their own care, involve them in it, and value what they have experienced.",
    ),
    (
        "2c",
        "Relatives and carers",
        "Involve relatives and carers in care and in decisions where the patient consents, and value their experience.",
    ),
    (
        "2d",
        "Staff",
        "Value staff as colleagues: inform them, let them take part in decisions, help them to develop, and allow a reasonable balance with life outside work.",
    ),
    (
        "2e",
        "Partner agencies",
        "Value partners outside the NHS for what they contribute, and take their ideas seriously.",
    ),
    ("3", "Honesty and integrity", "Be truthful, commit no fraud, and act with integrity."),
    ("3a", "Impartiality", "Be objective and favour nobody."),
    (
        "3b",
        "Personal use of NHS resources",
        "Hold to high standards in what one takes from the NHS, one’s own pay included.",
    ),
    (
        "3c",
        "Gifts and inducements",
        "Decide in the interest of patients and the public, and let no gift or inducement bear on a decision.",
    ),
    ("3d", "Improper claims", "Pursue misuse of NHS resources and false claims on them, however senior the person."),
    (
        "3e",
        "Honest use of information",
        "Present information honestly, also where it reflects badly on oneself or one’s organisation.",
    ),
    (
        "3f",
        "Judgements about colleagues",
        "Make appraisals, references and other judgements fair, consistent and complete, leaving out nothing that bears on competence, performance, eligibility or conduct.",
    ),
    (
        "4",
        "Accountability",
        "Answer for one’s own work, for the performance of those one manages, and for the organisation.",
    ),
    ("4a", "To the public", "Explain and justify to the public how resources are used and how the NHS performs."),
    (
        "4b",
        "To patients, relatives and carers",
        "Answer questions and complaints by accepting responsibility, saying fully what happened, and saying what will be done to put it right.",
    ),
    (
        "4c",
        "To staff and partners",
        "Explain decisions to staff and partners, and respond openly to their suggestions for improvement.",
    ),
    (
        "4d",
        "To Parliament and ministers",
        "Explain to Parliament, ministers and the department how resources are used and how national policy and targets are met locally.",
    ),
    (
        "5",
        "Working as a team",
        "Show commitment to teamwork by co-operating with colleagues in the NHS and in the wider community.",
    ),
    ("5a", "Front-line teams", "Enable the teams that treat patients to work together in patients’ best interests."),
    ("5b", "Leadership at every level", "Encourage and develop leadership among all groups and grades of staff."),
    ("5c", "The wider community", "See that the NHS does its share in the development and renewal of communities."),
    (
        "6",
        "Fair investigation of breaches",
        "Breaches are investigated fairly: individuals answer above all for gross negligence, recklessness or crime, and wider causes beyond one person are looked for, learnt from and put right.",
    ),
    ("7", "What managers are owed", "The Code is about how managers behave, and managers have rights of their own."),
    ("7a", "Respect for managers", "Managers are treated with respect."),
    ("7b", "Fair judgement of managers", "Managers are judged consistently and fairly."),
    (
        "7c",
        "Development of managers",
        "Managers are encouraged to keep up and improve their knowledge and skills and to fulfil their potential.",
    ),
    (
        "8",
        "Principles of public life",
        "The Code is read with the Nolan principles of public life, the corporate governance codes, the standards of business conduct and the code on openness in the NHS.",
    ),
)


def seed(apps, schema_editor):
    system = apps.get_model("kernel", "User").objects.get(is_system=True)
    code_model, clause_model = apps.get_model("conduct", "Code"), apps.get_model("conduct", "Clause")
    with acting(user=system.pk, reason="The Code of 2002"):
        code = code_model.objects.create(
            key="nhs-managers",
            version="2002",
            title="Code of Conduct for NHS Managers (2002)",
            in_force=DateRange(PUBLISHED_ON, None),
        )
        clause_model.objects.bulk_create(
            clause_model(code=code, position=position, reference=reference, title=title, summary=summary)
            for position, (reference, title, summary) in enumerate(CLAUSES, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("conduct", "0001_initial")]

    operations = [SyncHistory(), migrations.RunPython(seed, migrations.RunPython.noop)]
