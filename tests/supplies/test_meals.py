"""Meals by day, set and building: counted from the people in care, nobody of them without one unseen."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supplies.ground import HOUR, TOMORROW, a_good, a_supplier, brings, homes, in_care, some_meals
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN
from wanjia.coverage import presets
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.supplies import capacities, catering, delivering, eating, stocking
from wanjia.supplies.models import Delivery, MealOrder
from wanjia.supplies.refusals import (
    DayPast,
    Elsewhere,
    MealOrdered,
    MealPlanned,
    NameTaken,
    NothingNeeded,
    NotVetted,
    OverCapacity,
)
from wanjia.supplies.rules.meals import Row, first_guess, lacking, recounted

pytestmark = pytest.mark.django_db
small = st.integers(0, 40)
rows = st.lists(st.builds(Row, st.integers(1, 4), small, small), max_size=8)


@given(rows)
def test_nobody_lacks_a_meal_exactly_where_the_sets_together_feed_everybody_counted(known):
    found = lacking(known)
    for place in {row.place for row in known}:
        here = [row for row in known if row.place == place]
        people, meals = max(row.counted for row in here), sum(row.wanted for row in here)
        assert found.get(place, 0) == max(people - meals, 0)


@given(st.dictionaries(st.integers(1, 5), small), st.booleans())
def test_the_first_set_begins_with_everybody_and_the_second_with_nobody(people, is_first):
    guessed = first_guess(people, is_first=is_first)
    assert sum(row.wanted for row in guessed) == (sum(people.values()) if is_first else 0)
    assert lacking([*first_guess(people, is_first=True), *guessed]) == {}


@given(small, small, small)
def test_what_a_person_has_written_stays_when_the_register_is_counted_again(counted, wanted, people):
    fresh = recounted(Row(1, counted, wanted), people)
    assert fresh.counted == people
    assert fresh.wanted == (people if wanted == counted else wanted)


@pytest.fixture
def flats():
    presets.load()
    first, second = homes(number=1), homes(number=2)
    for home, kind in ((first[1][0], "lives_alone"), (first[1][1], "sole_elder"), (second[1][0], "disabled")):
        in_care(home, kind)
    in_care(second[1][1], "oxygen")  # is looked after, cooks alone
    return first, second


@pytest.fixture
def plain():
    return a_good(name="午餐普通", unit="份", reference_fen=1500)


def by_place(order):
    return {row.place: (row.counted, row.wanted) for row in eating.of([order])[0].rows}


def test_the_people_in_care_are_counted_by_building_and_a_second_set_begins_with_none(flats, plain):
    (one, _), (two, _) = flats
    order = some_meals(plain)
    assert by_place(order) == {one: (2, 2), two: (1, 1)}
    soft = some_meals(a_good(name="午餐软食"))
    assert by_place(soft) == {one: (2, 0), two: (1, 0)}
    catering.write(by=HAND, order=order, wanted={one: 1, two: 1}, now=NOON)
    [lunch] = [meal for meal in eating.day(SPRING, TOMORROW) if meal.meal == "lunch"]
    assert (lunch.wanted, lunch.lacking) == (2, {one: 1})
    catering.write(by=HAND, order=soft, wanted={one: 1}, now=NOON)
    [lunch] = [meal for meal in eating.day(SPRING, TOMORROW) if meal.meal == "lunch"]
    assert (lunch.wanted, lunch.lacking) == (3, {})
    with pytest.raises(NameTaken):
        some_meals(plain)


def test_a_subdistrict_orders_by_committee(flats):
    homes(SUMMER, number=5)
    order = some_meals(a_good(TOWN, name="早餐"), TOWN, "breakfast")
    assert by_place(order) == {SPRING: (3, 3)}


def test_counting_again_follows_the_register_and_keeps_what_was_written(flats, plain):
    (one, _), (two, others) = flats
    order = some_meals(plain)
    catering.write(by=HAND, order=order, wanted={one: 5}, now=NOON)
    in_care(others[2], "lives_alone")
    catering.recount(by=HAND, order=order, now=NOON)
    assert by_place(order) == {one: (2, 5), two: (2, 2)}


def test_a_kitchen_is_told_within_its_capacity_and_then_the_numbers_stand(flats, plain):
    (one, _), _two = flats
    kitchen = a_supplier(name="黄浦食堂")
    order = some_meals(plain, supplier=kitchen)
    brings(kitchen, plain, 2)
    with pytest.raises(OverCapacity):
        catering.send(by=HAND, order=order, now=NOON)
    brings(kitchen, plain, 10)
    catering.send(by=HAND, order=order, now=NOON)
    assert capacities.on_day(SPRING, TOMORROW)[0].promised == 3
    order.refresh_from_db()
    for again in (
        lambda: catering.write(by=HAND, order=order, wanted={one: 1}, now=NOON),
        lambda: catering.recount(by=HAND, order=order, now=NOON),
        lambda: catering.send(by=HAND, order=order, now=NOON),
    ):
        with pytest.raises(MealOrdered):
            again()
    stocking.stop_supplier(by=HAND, supplier=kitchen, why="卫生", now=NOON)
    kitchen.refresh_from_db()
    with pytest.raises(NotVetted):
        some_meals(plain, meal="supper", supplier=kitchen)


def test_what_makes_no_sense_is_refused(flats, plain):
    order = some_meals(plain)
    with pytest.raises(Elsewhere):
        catering.write(by=HAND, order=order, wanted={SUMMER: 1}, now=NOON)
    with pytest.raises(NotFound):
        some_meals(plain, meal="brunch")
    with pytest.raises(DayPast):
        some_meals(plain, on=NOON.date() - timedelta(days=1))
    catering.write(by=HAND, order=order, wanted=dict.fromkeys(by_place(order), 0), now=NOON)
    with pytest.raises(NothingNeeded):
        catering.send(by=HAND, order=order, now=NOON)


def test_a_meal_has_one_delivery_whatever_its_sets_and_it_is_owed_to_the_people_in_care(flats, plain):
    order, soft = some_meals(plain), some_meals(a_good(name="午餐软食"))
    planned = catering.deliver(by=HAND, order=order, now=NOON)
    assert (planned.kind, clock.local(planned.opens_at).hour) == ("meal", 10)
    with pytest.raises(MealPlanned):
        catering.deliver(by=HAND, order=soft, now=NOON)
    opened = delivering.open_delivery(by=HAND, delivery=Delivery.objects.get(), now=NOON + 22 * HOUR)
    assert opened.round_id is not None


def test_the_page_of_a_day_names_who_has_none_and_the_order_is_told_as_typed(
    flats, plain, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    desk = client_of("secretary", english=True)
    sent = {"meal": "lunch", "good": plain.pk}
    over = desk.post(f"/supplies/meals/new/?area={SPRING}", sent | {"on": "2022-03-30"})
    assert over.context["form"].errors == {"on": ["2022-03-30 is over. Write a day from 2022-03-31 on."]}
    assert 'min="2022-03-31"' in over.content.decode()
    made = desk.post(f"/supplies/meals/new/?area={SPRING}", sent | {"on": "2022-04-01"})
    order = MealOrder.objects.get()
    (one, _), (two, _) = flats
    at = f"/supplies/meals/{order.pk}/"
    assert made.headers["Location"] == at
    typed = desk.post(f"{at}do/", {"do": "write", f"n_{one}": "vier"})
    assert "春和新苑 Bldg 1: write a whole number from 0 to" in text(typed)
    desk.post(f"{at}do/", {"do": "write", f"n_{one}": "1", f"n_{two}": "1"})
    with django_assert_max_num_queries(RAIL + 14):
        page = text(desk.get(f"/supplies/meals/?area={SPRING}&on=2022-04-01"))
    assert "No meal for people in care: 春和新苑 Bldg 1 1" in page
    assert "1 without a meal" in text(desk.get(at))
    desk.post(f"{at}do/", {"do": "send", f"n_{one}": "4", f"n_{two}": ""})
    page = text(desk.get(at))
    assert "kitchen told 12:00" in page
    assert eating.of([order])[0].wanted == 4
    assert desk.post(f"{at}do/", {"do": "write", f"n_{one}": "9"}).status_code == 409
    desk.post(f"{at}do/", {"do": "deliver"})
    assert "delivery planned" in text(desk.get(f"/supplies/meals/?area={SPRING}&on=2022-04-01"))


def test_a_meal_whose_delivery_was_taken_out_of_the_schedule_can_be_planned_again(flats, plain):
    order = some_meals(plain)
    planned = catering.deliver(by=HAND, order=order, now=NOON)
    delivering.cancel(by=HAND, delivery=planned, why="换车", now=NOON)
    again = catering.deliver(by=HAND, order=order, now=NOON)
    order.refresh_from_db()
    assert (order.delivery_id, again.pk != planned.pk) == (again.pk, True)
