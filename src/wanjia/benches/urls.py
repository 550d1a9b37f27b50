"""The yardsticks beside the ordinary addresses. Only a benchmark's own server has them."""

from django.urls import include, path

from wanjia.benches import twin

urlpatterns = [
    path("api/bench/twin", twin.in_bulk),
    path("api/bench/rows", twin.row_by_row),
    path("", include("wanjia.config.urls")),
]
