"""Addresses of barring's API."""

from django.urls import path

from barring.api.views import bars, batches, checks, receipts, watch_batches, watches

app_name = "barring_api"

urlpatterns = [
    path("api/v1/bars", bars.BarsView.as_view(), name="bars"),
    path("api/v1/check-batches", batches.BatchesView.as_view(), name="batches"),
    path("api/v1/check-batches/<str:id>", batches.BatchView.as_view(), name="batch"),
    path("api/v1/check-batches/<str:id>/cancel", batches.CancelView.as_view(), name="batch_cancel"),
    path("api/v1/check-batches/<str:id>/receipts", batches.BatchReceiptsView.as_view(), name="batch_receipts"),
    path("api/v1/check-batches/<str:id>/results", batches.ResultsView.as_view(), name="batch_results"),
    path("api/v1/checks", checks.ChecksView.as_view(), name="checks"),
    path("api/v1/checks/<str:id>", checks.CheckView.as_view(), name="check"),
    path("api/v1/checks/<str:id>/inclusion", receipts.InclusionView.as_view(), name="inclusion"),
    path("api/v1/checks/<str:id>/receipt", receipts.ReceiptView.as_view(), name="receipt"),
    path("api/v1/receipts/verify", receipts.VerifyView.as_view(), name="verify"),
    path("api/v1/watch-batches", watch_batches.WatchBatchesView.as_view(), name="watch_batches"),
    path("api/v1/watch-batches/<str:id>", watch_batches.WatchBatchView.as_view(), name="watch_batch"),
    path(
        "api/v1/watch-batches/<str:id>/errors", watch_batches.WatchBatchErrorsView.as_view(), name="watch_batch_errors"
    ),
    path("api/v1/watches", watches.WatchesView.as_view(), name="watches"),
    path("api/v1/watches/<str:ref>", watches.WatchView.as_view(), name="watch"),
]
