"""The laboratories' pages, by what people read and what becomes of what they send."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from tests.labs.ground import LATER, a_day, a_lab, a_tube, report
from tests.labs.test_reports import workbook
from tests.world import HAND, NOON, SPRING, TOWN, an_account
from wanjia.cases.models import Case
from wanjia.coverage.rulings import states_of
from wanjia.coverage.strangers import Which, recognise
from wanjia.kernel import clock
from wanjia.labs import queries
from wanjia.labs.models import Cluster, Lab, LooseResult, Recheck, Report, Result
from wanjia.me import providers
from wanjia.me.opening import Resident
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Person
from wanjia.roster.subjects import find

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    with translation.override("en"):
        yield


def signed_in(client, role="lab", area=TOWN):
    client.force_login(an_account(role, role, area), backend=BACKEND)
    client.cookies["wanjia_language"] = "en"
    return client


def text(answer):
    return " ".join(answer.content.decode().split())


def sent(client, lab, content, name="结果.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("labs:take_report", args=[lab.id]), {"file": file}, follow=True)


@pytest.mark.django_db
class TestReporting:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()

    def test_a_file_in_the_laboratorys_own_layout_is_taken_line_by_line(self, client):
        rows = [["样本编号", "检测结果"], ["T-1", "阴性"], ["T-2", "阳性"], ["T-9", "阴性"], ["", "阴性"]]
        page = text(sent(signed_in(client), self.lab, workbook(rows)))
        assert "4 lines read." in page
        assert "No tube has this code" in page
        assert Report.objects.get().counts["unread"] == 1
        assert Recheck.objects.count() == 4

    def test_unknown_columns_are_asked_once_and_remembered(self, client):
        signed_in(client)
        rows = [["甲", "乙"], ["T-1", "阴性"]]
        asked = sent(client, self.lab, workbook(rows))
        assert "Which column is what" in text(asked)
        assert not Result.objects.exists()
        said = {"token": asked.context["token"], "name": "结果.xlsx", "code": "0", "value": "1"}
        client.post(reverse("labs:take_report", args=[self.lab.id]), said)
        assert Result.objects.count() == 1
        rows.append(["T-2", "阴性"])
        assert "2 lines read." in text(sent(client, self.lab, workbook(rows)))

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04broken"])
    def test_what_is_no_table_is_answered_in_the_form(self, client, content):
        answer = sent(signed_in(client), self.lab, content)
        assert answer.status_code == 422
        assert not Report.objects.exists()

    def test_a_correction_by_hand_wants_its_reason(self, client):
        signed_in(client)
        report(self.lab, {"T-1": "negative"})
        address = reverse("labs:say_result", args=[self.lab.id])
        answer = client.post(address, {"code": "T-1", "value": "positive"})
        assert answer.status_code == 422
        assert "reason is kept with your name" in text(answer)
        assert client.post(address, {"code": "T-1", "value": "positive", "reason": "录错"}).status_code == 302
        assert Result.objects.order_by("-version").first().reason == "录错"

    def test_an_unknown_code_by_hand_is_named(self, client):
        answer = signed_in(client).post(
            reverse("labs:say_result", args=[self.lab.id]), {"code": "T-77", "value": "negative"}
        )
        assert "No tube of these days has the code T-77" in text(answer)

    def test_a_loose_result_finds_its_tube_with_a_reason(self, client):
        report(self.lab, {"T-X": "positive"})
        loose = LooseResult.objects.get()
        signed_in(client)
        address = reverse("labs:loose", args=[loose.id])
        assert "no tube has this code" in text(client.get(address))
        client.post(address, {"code": "T-3", "note": "标签贴错，核对交接单"})
        assert Result.objects.get().tube_id == self.tubes[2].event_id
        assert LooseResult.objects.get().resolution == "given"
        assert Recheck.objects.count() == 4

    def test_where_two_tubes_share_a_code_both_can_get_it(self, client):
        twin = a_tube(self.round, "T-1", self.people[4:6], at=NOON + timedelta(minutes=4))
        report(self.lab, {"T-1": "positive"})
        loose = LooseResult.objects.get()
        signed_in(client).post(reverse("labs:loose", args=[loose.id]), {"both": "on", "note": "分不清"})
        assert set(Result.objects.values_list("tube_id", flat=True)) == {self.tubes[0].event_id, twin.event_id}
        assert Recheck.objects.count() == 6

    def test_put_aside_without_a_tube_it_stays_in_the_books(self, client):
        report(self.lab, {"T-X": "negative"})
        loose = LooseResult.objects.get()
        signed_in(client).post(reverse("labs:loose", args=[loose.id]), {"note": "别区的管"})
        assert LooseResult.objects.get().resolution == "put_aside"
        again = client.post(reverse("labs:loose", args=[loose.id]), {"note": "x"})
        assert again.status_code == 422

    def test_results_go_out_as_fhir_and_as_a_workbook(self, client):
        report(self.lab, {"T-1": "negative"})
        signed_in(client)
        address = reverse("labs:export", args=[self.lab.id])
        assert client.get(address, {"as": "fhir"}).json()["resourceType"] == "Bundle"
        assert client.get(address).content.startswith(b"PK")


@pytest.mark.django_db
class TestLabs:
    def test_a_laboratory_is_added_corrected_and_taken_off(self, client):
        a_day()
        signed_in(client, "town")
        made = {
            "name": "示范二院",
            "tubes_a_day": "1500",
            "report_hours": "6",
            "opens_at": "08:00",
            "closes_at": "20:00",
        }
        assert client.post(f"{reverse('labs:new_lab')}?area={TOWN}", made).status_code == 302
        lab = Lab.objects.get()
        page = text(client.get(reverse("labs:labs")))
        assert "示范二院" in page
        half = client.post(reverse("labs:edit_lab", args=[lab.id]), made | {"closes_at": ""})
        assert (half.status_code, "both hours or none" in text(half)) == (422, True)
        client.post(reverse("labs:close_lab", args=[lab.id]), {"reason": "停业"})
        assert "No laboratory serves this area yet." in text(client.get(reverse("labs:labs")))
        assert AuditEntry.objects.filter(act="labs.close_lab", reason="停业").exists()

    def test_the_page_of_a_laboratory_names_what_is_doubtful(self, client):
        lab = a_lab()
        a_day()
        report(lab, [(f"T-{n}", "negative", "R-1", "A1") for n in (1, 2, 3)], tests={"R-1": 1})
        page = text(signed_in(client).get(reverse("labs:lab", args=[lab.id])))
        assert "3 tubes in one well A1: T-1, T-2, T-3" in page
        assert "2 fewer reactions than tubes" in page

    def test_a_committee_reads_it_and_may_not_report(self, client):
        lab = a_lab()
        a_day()
        signed_in(client, "secretary", SPRING)
        page = text(client.get(reverse("labs:lab", args=[lab.id])))
        assert "Take a file with results" not in page
        assert client.post(reverse("labs:take_report", args=[lab.id])).status_code == 404


@pytest.mark.django_db
class TestRechecks:
    def setup_method(self):
        self.lab = a_lab()
        self.round, self.tubes, self.people = a_day()
        report(self.lab, {"T-1": "positive"})

    def test_the_committee_reads_whom_to_tell_and_nobody_is_called_positive(self, client):
        page = text(signed_in(client, "secretary", SPRING).get(reverse("labs:rechecks")))
        assert "T-1" in page
        assert "pool abnormal" in page
        assert page.count("to be swabbed") == 4
        assert "none of them positive for it" in page

    def test_command_reads_counts_and_no_name(self, client):
        page = text(signed_in(client, "district", 999999000000).get(reverse("labs:rechecks")))
        assert "4 people" in page
        assert "王" not in page

    def test_telling_a_household_is_noted_once(self, client):
        signed_in(client, "secretary", SPRING)
        address = reverse("labs:told", args=[self.people[0], self.tubes[0].event_id])
        assert client.post(address).status_code == 302
        assert client.post(address).status_code == 409
        assert Recheck.objects.filter(told_by="林谷雨").count() == 1

    def test_a_cluster_is_decided_by_somebody_outside_the_laboratory(self, client):
        cluster = Cluster.objects.create(
            id=self.tubes[0].event_id, part=SPRING, parts=[SPRING], scope="desk", key=f"{SPRING} 02 号台", is_pool=True,
            lab_id=self.lab.id, day=NOON.date(), positives=13, tubes=94, expected=0.9, found_at=NOON,
        )  # fmt: skip
        signed_in(client, "secretary", SPRING)
        assert "Too many positives in one place" in text(client.get(reverse("labs:rechecks")))
        address = reverse("labs:cluster", args=[cluster.id])
        assert client.post(address, {"finding": "false", "note": ""}).status_code == 422
        assert client.post(address, {"finding": "false", "note": "换实验室复测全阴"}).status_code == 302
        cluster.refresh_from_db()
        assert (cluster.finding, cluster.decided_by) == ("false", "林谷雨")
        assert client.post(address, {"finding": "real", "note": "x"}).status_code == 422


@pytest.mark.django_db
def test_the_residents_page_says_what_the_tube_said():
    lab = a_lab()
    _round, _tubes, people = a_day()
    report(lab, {"T-1": "positive"})
    person = Person.objects.select_related("household").get(pk=people[0])
    resident = Resident(subject=find(person.pk), card=None, home=person.household, people=(person,))
    [panel] = providers.found(resident, LATER)
    [line] = panel.lines
    assert line.says == "pool abnormal, single recheck asked"
    assert "says nothing of you alone" in line.text


@pytest.mark.django_db
class TestSomebodyWithoutARecord:
    """Nobody is left out for want of a record: what the tube says holds for them once they are known."""

    def known(self, tube, person, position=1):
        which = Which(tube.part, tube.event_id, position)
        recognise(by=HAND, round_=self.round, which=which, subject_id=person, reason="arrived", now=LATER)

    def setup_method(self):
        self.lab = a_lab()
        self.round, _tubes, self.people = a_day()

    def test_their_own_positive_swab_stands_first_on_the_list_until_they_are_known_and_is_a_case_then(self, client):
        own = a_tube(self.round, "S-1", [None], place=SPRING * 10**6)
        report(self.lab, {"S-1": "positive"})
        assert not Case.objects.exists()
        page = text(signed_in(client, "secretary", SPRING).get(reverse("labs:rechecks"), {"area": SPRING}))
        assert "In an abnormal tube, without a record" in page
        assert "S-1" in page
        assert "1 person in an abnormal tube has no record" in text(client.get(reverse("web:today"), {"area": SPRING}))
        self.known(own, self.people[0])
        assert Case.objects.get().person_id == self.people[0]
        assert "without a record" not in text(client.get(reverse("labs:rechecks"), {"area": SPRING}))

    def test_of_an_abnormal_pool_they_are_asked_for_a_swab_of_their_own_alone(self):
        pool = a_tube(self.round, "P-1", [*self.people[:2], None], place=SPRING * 10**6)
        report(self.lab, {"P-1": "positive"})
        assert Recheck.objects.count() == 2
        self.known(pool, self.people[5], position=3)
        assert set(Recheck.objects.values_list("subject_id", flat=True)) == {*self.people[:2], self.people[5]}
        assert not Case.objects.exists()

    def test_of_a_tube_that_told_nothing_they_are_missing_again_and_the_others_stay_as_they_are(self):
        tube = a_tube(self.round, "I-1", [self.people[0], None], place=SPRING * 10**6)
        report(self.lab, {"I-1": "invalid"})
        again = a_tube(self.round, "I-2", [self.people[0]], place=SPRING * 10**6)
        self.known(tube, self.people[5], position=2)
        assert states_of(self.round.pk, [self.people[0], self.people[5]]) == {
            self.people[0]: "done", self.people[5]: "open",
        }  # fmt: skip
        assert again.members == [self.people[0]]

    def test_a_negative_tube_and_one_without_a_result_ask_nothing(self):
        for code, value in (("N-1", "negative"), ("N-2", None)):
            tube = a_tube(self.round, code, [None, self.people[1]], place=SPRING * 10**6)
            if value:
                report(self.lab, {code: value})
            self.known(tube, self.people[6])
        assert not Recheck.objects.exists()
        assert queries.unknown(SPRING, LATER) == []
