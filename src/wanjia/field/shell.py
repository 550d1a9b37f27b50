"""The field app's page: an empty frame that anybody may open. What is in it comes to a phone that was let in.

The service worker keeps frame and scripts on the phone, so that the app starts where there is no network.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

# the decoder is WebAssembly; the camera's picture and sounds are blobs; everything else comes from here
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
_APP, _WORKER = "field/field.js", "field/sw.js"


def app(request: HttpRequest) -> HttpResponse:
    """The frame. Without the built files it says how to build them."""
    if finders.find(_APP) is None:
        return render(request, "field/not_built.html", status=503)
    answer = render(request, "field/app.html")
    answer["Content-Security-Policy"] = _POLICY
    answer["Cache-Control"] = "no-cache"  # asked for again where there is a network, kept by the worker where not
    return answer


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the address whose pages it serves: a worker below /static/ could not."""
    found = finders.find(_WORKER)
    if found is None:
        return HttpResponse("// not built", status=503, content_type="text/javascript")
    answer = HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/field/"
    answer["Cache-Control"] = "no-cache"
    answer["Content-Security-Policy"] = _WORKER_POLICY
    return answer


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its first screen."""
    icons = [
        {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    told = {
        "id": "/field/", "name": "万家现场", "short_name": "万家现场", "lang": "zh-Hans", "start_url": "/field/",
        "scope": "/field/", "display": "standalone", "orientation": "portrait", "background_color": "#ffffff",
        "theme_color": "#ffffff", "icons": icons,
    }  # fmt: skip
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/manifest+json"
    answer["Cache-Control"] = "no-cache"
    return answer
