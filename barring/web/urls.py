"""The addresses of barring's pages."""

from django.urls import path

from barring.web.views import (
    bar_steps,
    bars,
    checks,
    me,
    proposals,
    published,
    receipts,
    reviews,
    usage,
    watch_batches,
    watches,
)

app_name = "barring"
urlpatterns = [
    path("staff/bars/", bars.bars, name="bars"),
    path("staff/bars/new/", proposals.find_person, name="bar_find_person"),
    path("staff/bars/new/person/", proposals.add_person, name="bar_add_person"),
    path("staff/bars/new/<uuid:key>/", proposals.propose, name="bar_propose"),
    path("staff/bars/<str:reference>/", bars.bar, name="bar"),
    path("staff/bars/<str:reference>/letters/<str:kind>/", bars.letter, name="bar_letter"),
    path("staff/bars/<str:reference>/revise/", bar_steps.revise, name="bar_revise"),
    path("staff/bars/<str:reference>/serve-notice/", bar_steps.serve_notice, name="bar_serve_notice"),
    path(
        "staff/bars/<str:reference>/representations/",
        bar_steps.enter_representations,
        name="bar_enter_representations",
    ),
    path("staff/bars/<str:reference>/ask-for-more-time/", bar_steps.ask_for_more_time, name="bar_ask_for_more_time"),
    path(
        "staff/bars/<str:reference>/decide-on-more-time/", bar_steps.decide_on_more_time, name="bar_decide_on_more_time"
    ),
    path(
        "staff/bars/<str:reference>/ask-for-more-time-to-appeal/",
        bar_steps.ask_for_more_time_to_appeal,
        name="bar_ask_for_more_time_to_appeal",
    ),
    path(
        "staff/bars/<str:reference>/decide-on-more-time-to-appeal/",
        bar_steps.decide_on_more_time_to_appeal,
        name="bar_decide_on_more_time_to_appeal",
    ),
    path("staff/bars/<str:reference>/approve/", bar_steps.approve, name="bar_approve"),
    path("staff/bars/<str:reference>/send-back/", bar_steps.send_back, name="bar_send_back"),
    path("staff/bars/<str:reference>/withdraw/", bar_steps.withdraw, name="bar_withdraw"),
    path("staff/bars/<str:reference>/propose-lifting/", bar_steps.propose_lifting, name="bar_propose_lifting"),
    path("staff/bars/<str:reference>/lift/", bar_steps.lift, name="bar_lift"),
    path("staff/bars/<str:reference>/refuse-lifting/", bar_steps.refuse_lifting, name="bar_refuse_lifting"),
    path("barred/", published.published_bars, name="published_bars"),
    path("barred/<str:reference>/", published.published_bar, name="published_bar"),
    path("me/bars/<str:reference>/", me.own_bar, name="own_bar"),
    path("trust/checks/", checks.checks, name="checks"),
    path("trust/checks/new/", checks.ask_check, name="check_ask"),
    path("trust/checks/<str:reference>/", checks.check, name="check"),
    path("trust/checks/<str:reference>/receipt/", receipts.check_receipt, name="check_receipt"),
    path("trust/watches/", watches.watches, name="watches"),
    path("trust/watches/new/", watches.watch_person, name="watch_person"),
    path("trust/watches/upload/", watch_batches.upload_watches, name="upload_watches"),
    path("trust/watches/files/<str:reference>/", watch_batches.watch_file, name="watch_file"),
    path("trust/watches/<str:reference>/", watches.watch, name="watch"),
    path("trust/watches/<str:reference>/ask/", watches.ask_again, name="watch_ask"),
    path("trust/watches/<str:reference>/renew/", watches.renew_watch, name="renew_watch"),
    path("trust/watches/<str:reference>/end/", watches.end_watch, name="end_watch"),
    path("trust/usage/", usage.usage, name="usage"),
    path("trust/disclosed/", usage.disclosed, name="disclosed"),
    path("verify/", receipts.verify, name="verify"),
    path("verify/<str:reference>/", receipts.verify_check, name="verify_check"),
    path(".well-known/jwks.json", receipts.key_set, name="key_set"),
    path("staff/possible-matches/", reviews.reviews, name="reviews"),
    path("staff/possible-matches/<str:reference>/", reviews.review, name="review"),
]
