"""One notice as each channel says it: to look at, to copy, to read out, to print."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.notices.channels import chat, led, loudspeaker, sms
from wanjia.notices.channels.told import Words
from wanjia.notices.models import Notice
from wanjia.notices.pages.standing import notice_here
from wanjia.notices.pages.wording import shown
from wanjia.notices.saying import words_of
from wanjia.platform.pages import Signed
from wanjia.roster import places


@dataclass(frozen=True, slots=True)
class Preview:
    """One channel's text and what is to be known about it."""

    code: str
    name: str
    text: str
    note: str
    lang: str = "zh-Hans"


def channels(request: Signed, notice_id: UUID) -> HttpResponse:
    """All of them on one page. Whoever may read the notice may pass it on."""
    found = notice_here(request, notice_id)
    words = words_of(found)
    context = _base(request, found) | {
        "short": [one for one in _short(words) if one.text],
        "scripts": [one for one in _scripts(words) if one.text],
        "sms": [_message(message) for message in _messages(words)],
    }
    return render(request, "notices/channels.html", context)


def _base(request: Signed, found: Notice) -> dict[str, object]:
    named = places.names([found.area])
    return {"one": shown(found, named, request.now), "notice": found, "area_name": named[found.area]}


def _scripts(words: Words) -> list[Preview]:
    return [
        Preview("speaker", _("Loudspeaker"), "\n".join(loudspeaker.script(words)), _("Everything stands there twice.")),
        Preview("speaker-en", _("Loudspeaker, English"), "\n".join(loudspeaker.script_en(words)), "", "en"),
    ]


def _short(words: Words) -> list[Preview]:
    return [
        Preview("chat", _("Chat group"), chat.text(words), _("Ends with the source and the date.")),
        Preview("led", _("LED display"), led.line(words), _columns(led.line(words))),
        Preview("led-en", _("LED display, English"), led.line_en(words), _columns(led.line_en(words)), "en"),
    ]


def _columns(line: str) -> str:
    said = {"used": led.columns(line), "most": led.MOST}
    return _("One line, %(used)s of %(most)s columns; a Chinese character takes two.") % said


def _messages(words: Words) -> list[tuple[str, sms.Message, str]]:
    found = [(_("SMS"), sms.message(words), "zh-Hans")]
    if words.has_english:
        found.append((_("SMS, English"), sms.message_en(words), "en"))
    return found


def _message(told: tuple[str, sms.Message, str]) -> dict[str, object]:
    name, message, lang = told
    return {"name": name, "message": message, "lang": lang, "code": f"sms-{lang}", "most": sms.ALONE}


def script(request: Signed, notice_id: UUID) -> HttpResponse:
    """What is read out, in type that can be read at arm's length."""
    found = notice_here(request, notice_id)
    words = words_of(found)
    context = {"script": loudspeaker.script(words), "script_en": loudspeaker.script_en(words)}
    return render(request, "notices/script.html", _base(request, found) | context)
