"""Addresses of the pages on boxes, below /chain/."""

app_name = "logistics"
urlpatterns: list[object] = []
