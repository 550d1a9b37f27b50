"""Knocking at the residents' door as a phone does: no cookies, an address of its own each time."""

import re
from itertools import count

from django.test import Client
from django.urls import reverse

from tests.cards.people import NOON, card_of
from wanjia.cards import printing

_addresses = (f"10.0.{n // 200}.{n % 200}" for n in count())


def code_of(subject):
    card = card_of(subject)
    return printing.texts([card], NOON)[card.tag]


def knock(code, digits, *, address=None, client=None, lang="en"):
    client = client or Client(enforce_csrf_checks=True)
    sent = {"code": code, "digits": digits, "lang": lang}
    return client.post(reverse("me:me"), sent, REMOTE_ADDR=address or next(_addresses))


def said(answer):
    text = re.sub(r"<(style|textarea).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def opens(answer):
    return answer.status_code == 200 and "What is wrong?" in said(answer)
