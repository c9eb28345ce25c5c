"""The addresses of the register's pages."""

from django.urls import path

from register.web.views import careers, corrections, entries, invitations, leads, people, public

app_name = "register"

ONE = "staff/register/<uuid:key>/"

urlpatterns = [
    path("register/", public.search, name="search"),
    path("register/<str:number>/", public.entry, name="entry"),
    path("me/correct/", corrections.ask_for_correction, name="ask_for_correction"),
    path("staff/register/", people.people, name="people"),
    path("staff/register/new/", people.add_person, name="add_person"),
    path(ONE, people.person, name="person"),
    path(f"{ONE}add-alias/", people.add_alias, name="add_alias"),
    path(f"{ONE}change-name/", people.change_name, name="change_name"),
    path(f"{ONE}correct-date-of-birth/", people.correct_birth_date, name="correct_birth_date"),
    path(f"{ONE}correct-email/", invitations.correct_email, name="correct_email"),
    path(f"{ONE}correct-name/", people.correct_name, name="correct_name"),
    path(f"{ONE}invite/", invitations.invite_manager, name="invite_manager"),
    path(f"{ONE}national-insurance-number/", people.correct_national_insurance, name="correct_national_insurance"),
    path(f"{ONE}register/", careers.register_person, name="register_person"),
    path(f"{ONE}end-registration/", careers.end_registration, name="end_registration"),
    path(f"{ONE}registrations/<int:pk>/correct/", entries.correct_registration, name="correct_registration"),
    path(f"{ONE}registrations/<int:pk>/take-off/", entries.take_off_registration, name="take_off_registration"),
    path(f"{ONE}posts/new/", careers.add_post, name="add_post"),
    path(f"{ONE}posts/<int:pk>/correct/", careers.correct_post, name="correct_post"),
    path(f"{ONE}posts/<int:pk>/end/", careers.end_post, name="end_post"),
    path(f"{ONE}posts/<int:pk>/speak-up-lead/", leads.name_lead, name="name_lead"),
    path(f"{ONE}speak-up-leads/<int:pk>/correct/", leads.correct_lead, name="correct_lead"),
    path(f"{ONE}speak-up-leads/<int:pk>/end/", leads.end_lead, name="end_lead"),
    path(f"{ONE}speak-up-leads/<int:pk>/take-off/", leads.take_off_lead, name="take_off_lead"),
    path("staff/corrections/", corrections.corrections, name="corrections"),
    path("staff/corrections/<int:pk>/", corrections.correction, name="correction"),
    path("staff/corrections/<int:pk>/decide/", corrections.decide_correction, name="decide_correction"),
]
