"""How a template is read: what a line break becomes."""

from pathlib import Path

import pytest
from django.template import Context, Engine, Origin
from hypothesis import given
from hypothesis import strategies as st

import wanjia
from wanjia.platform.markup import Loader, closed_up

SOURCES = Path(wanjia.__file__).parent


@pytest.mark.parametrize(
    "written",
    [
        "<li>\n  <b>", "</b>\n\n\t<i>", "<p>\r\n  {% if who %}", "{% endif %}\n{% if who %}", "{% endfor %}\n  </ul>",
        "{# Wants: who. #}\n<p>", "<br>\n{# why #}",
    ],
)  # fmt: skip
def test_a_line_break_between_two_tags_is_nothing(written):
    assert closed_up(written) == "".join(line.strip() for line in written.splitlines())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>\n  万家", "<p>\n万家"), ("万家\n  </p>", "万家\n</p>"),
        ("<p>\n    {{ who }}\n  </p>", "<p>\n{{ who }}\n</p>"),
        ("{{ who }}\n\n{{ door }}", "{{ who }}\n{{ door }}"), ("3\n人", "3\n人"), ("</p>\n", "</p>\n"),
    ],
)  # fmt: skip
def test_beside_a_text_it_stays_one_break(written, read):
    assert closed_up(written) == read


@pytest.mark.parametrize("written", ["</b> <span>", "</b>  {% if who %}", "{% endif %}\t<i>", "</b>\n\u3000<i>"])
def test_a_blank_that_is_meant_stays(written):
    assert closed_up(written) == written


def test_inside_a_tag_it_parts_two_attributes():
    written = '<input name="q"\n    {% if on %}checked{% endif %}\n    {% if off %}disabled{% endif %}>\n<i>'
    assert closed_up(written) == '<input name="q" {% if on %}checked{% endif %} {% if off %}disabled{% endif %}><i>'


def test_a_tag_ends_where_it_ends_whatever_its_values_hold():
    written = '<a title="{% translate "more > less" %} >"\n  class=\'x">\'>\n<b>'
    assert closed_up(written) == '<a title="{% translate "more > less" %} >" class=\'x">\'><b>'


@pytest.mark.parametrize(
    "written",
    [
        '<p title="one\n  two">', "<pre>\n  <b>\n</pre>", "<textarea>{% if a %}\n  {% endif %}\n</textarea>",
        "<script>\n  <i>\n  <b>\n</script>", "<style>\n  a>\n  b\n</style>",
        "{% verbatim %}<b>\n  <i>{% endverbatim %}",
        "{% blocktranslate trimmed %}\n  <b>\n  {{ n }} left{% plural %}\n  <b>{% endblocktranslate %}",
    ],
)  # fmt: skip
def test_what_has_lines_of_its_own_keeps_them(written):
    assert closed_up(written) == written


def test_attributes_of_a_field_with_lines_of_its_own_are_closed_up_all_the_same():
    assert closed_up("<textarea\n  name='a'>\n\n</textarea>\n<b>") == "<textarea name='a'>\n\n</textarea><b>"


def test_a_tag_that_only_a_comment_names_begins_nothing():
    assert closed_up("{# a row of <table #}\n<tr>\n<td>") == "{# a row of <table #}<tr><td>"


TAGS = ["<p>", "</p>", '<i class="a\n b"\n c>', "{% if a %}", "{% endif %}", "{{ b }}", "{# c #}"]
PIECES = [*TAGS, "人", " ", "\n", "\n  ", "\u3000"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_nothing_but_blanks_is_ever_taken(written):
    read = closed_up(written)
    assert read.replace(" ", "").replace("\n", "") == written.replace(" ", "").replace("\n", "")
    assert closed_up(read) == read


def test_templates_are_closed_up_and_other_files_are_not():
    loader = Loader(Engine())
    for path in (*SOURCES.glob("*/templates/console/*.html"), *SOURCES.glob("*/templates/*/*.css")):
        text = path.read_text()
        assert loader.get_contents(Origin(str(path))) == (closed_up(text) if path.suffix == ".html" else text)


def test_pages_are_read_by_this_loader_and_kept():
    (cached,) = Engine.get_default().template_loaders
    (ours,) = cached.loaders
    assert isinstance(ours, Loader)
    template = Engine.get_default().get_template("console/_toast.html")
    assert template is Engine.get_default().get_template("console/_toast.html")
    assert "\n<" not in template.render(Context())
