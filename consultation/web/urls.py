"""The addresses of consultations."""

from django.urls import path

from consultation.web.views import coding, drafting, entering, public, reading, responding, results, returning, stages

app_name = "consultation"
STAFF = "staff/consultations/<slug:slug>/"
urlpatterns = [
    path("consultations/", public.consultations, name="public_list"),
    path("consultations/<slug:slug>/", public.consultation, name="public"),
    path("consultations/<slug:slug>/respond/", responding.respond, name="respond"),
    path("consultations/<slug:slug>/return/", returning.come_back, name="return"),
    path("consultations/<slug:slug>/return/link/", returning.send_link, name="send_link"),
    path("consultations/<slug:slug>/return/<str:secret>/", returning.come_back_by_link, name="return_link"),
    path("consultations/<slug:slug>/counts.csv", results.public_counts, name="public_counts"),
    path("staff/consultations/", drafting.consultations, name="consultations"),
    path("staff/consultations/new/", drafting.new, name="new"),
    path(STAFF, drafting.consultation, name="consultation"),
    path(f"{STAFF}preview/", drafting.preview, name="preview"),
    path(f"{STAFF}change/", drafting.change, name="change"),
    path(f"{STAFF}sections/new/", drafting.add_section, name="add_section"),
    path(f"{STAFF}sections/<int:section>/", drafting.change_section, name="change_section"),
    path(f"{STAFF}sections/<int:section>/arrange/", drafting.arrange_section, name="arrange_section"),
    path(f"{STAFF}sections/<int:section>/questions/new/", drafting.add_question, name="add_question"),
    path(f"{STAFF}questions/<int:question>/", drafting.change_question, name="change_question"),
    path(f"{STAFF}questions/<int:question>/arrange/", drafting.arrange_question, name="arrange_question"),
    path(f"{STAFF}questions/<int:question>/correct/", stages.correct, name="correct"),
    path(f"{STAFF}results/", results.results, name="results"),
    path(f"{STAFF}results/counts.csv", results.counts, name="counts"),
    path(f"{STAFF}themes/", coding.themes, name="themes"),
    path(f"{STAFF}questions/<int:question>/themes/", coding.codebook, name="codebook"),
    path(f"{STAFF}questions/<int:question>/themes/new/", coding.add, name="add_theme"),
    path(f"{STAFF}questions/<int:question>/themes/<int:theme>/", coding.change, name="change_theme"),
    path(f"{STAFF}questions/<int:question>/code/", coding.code, name="code"),
    path(f"{STAFF}questions/<int:question>/code/second/", coding.code_second, name="code_second"),
    path(f"{STAFF}questions/<int:question>/code/<int:answer>/", coding.code_again, name="code_again"),
    path(f"{STAFF}responses/", reading.responses, name="responses"),
    path(f"{STAFF}responses/new/", entering.enter, name="enter"),
    path(f"{STAFF}responses/responses.csv", reading.table, name="responses_csv"),
    path(f"{STAFF}responses/<str:number>/", reading.response, name="response"),
    path(f"{STAFF}submit/", stages.submit, name="submit"),
    path(f"{STAFF}send-back/", stages.send_back, name="send_back"),
    path(f"{STAFF}approve/", stages.approve, name="approve"),
    path(f"{STAFF}withdraw/", stages.withdraw, name="withdraw"),
    path(f"{STAFF}extend/", stages.extend, name="extend"),
    path(f"{STAFF}analyse/", stages.analyse, name="analyse"),
    path(f"{STAFF}return/", stages.return_to_analysis, name="return_to_analysis"),
    path(f"{STAFF}publish/", stages.publish, name="publish"),
]
