"""One tree of lines, and what each channel makes of it."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cards import SHAPES, Style, batch_card, story_card
from alerts.quoting import FSI, PDI, RLM, shortened
from alerts.told import told
from alerts.writers import (
    fitted,
    fitted_batch,
    page,
    plain,
    quiet_plain,
    slack_blocks,
    slack_length,
    slack_mrkdwn,
    telegram,
    telegram_length,
    utf16_units,
)
from tests.alerts.hostile import BIDI, HOSTILE, MailText, TelegramText, slack_seen
from tests.alerts.samples import KABUL, NAMES, alert

STYLE = Style(label=lambda name: NAMES.get(name, name), zone=KABUL)
ARAB = STYLE._replace(numerals="arab")
STORY = told([alert()])
outside = st.one_of(st.text(), st.sampled_from(HOSTILE))


def hostile_story(title, name="هجوم"):
    made = alert(
        title=title, name=name, sentence=title, marks=((0, 3),), actors=(name,), families=(title, name), url=title
    )
    return told([made])


def texts(blocks):
    """Return what a Slack reader sees of blocks."""
    return "".join(e.get("text", "") for b in blocks for s in b["elements"] for e in s["elements"])


def test_telegram_shows_severity_by_mark_and_word_the_match_underlined_and_the_source_as_a_link():
    assert [
        f"{RLM}🟠 <b>مرتفع</b> · {FSI}سيطرة على مدينة{PDI} · جديد",
        f"{RLM}<b>{FSI}طالبان تسيطر على جلال آباد{PDI}</b>",
        f"<blockquote>{RLM}{FSI}أعلنت الحركة، الأحد، <b><u>سيطرتها</u></b> على مدينة جلال آباد دون قتال{PDI}</blockquote>",
        f"{RLM}الجهات: {FSI}حركة طالبان{PDI}",
        f"{RLM}الأماكن: {FSI}جلال آباد{PDI}",
        f"{RLM}3 ناشرين: {FSI}وكالة المشرق{PDI}، {FSI}الأفق{PDI}، {FSI}المدار{PDI}",
        f"{RLM}نُشر {FSI}2021-08-15 18:35{PDI} · رُصد {FSI}2021-08-15 18:36{PDI}",
        f'{RLM}<a href="https://wakala.example/news/17">{FSI}المصدر{PDI}</a>',
        f"{RLM}التنبيه <code>{FSI}a1{PDI}</code> · القصة <code>{FSI}s1{PDI}</code>",
    ] == telegram(story_card(STORY, STYLE)).split("\n")


def test_a_mail_marks_the_match_and_isolates_what_came_from_outside():
    text = page(story_card(STORY, STYLE))
    read = MailText(text)

    assert ["سيطرتها"] == read.marked
    assert ["https://wakala.example/news/17"] == read.links
    assert text.startswith('<div dir="rtl" lang="ar"')
    assert "<strong><bdi>طالبان تسيطر على جلال آباد</bdi></strong>" in text
    assert '<bdi dir="ltr">2021-08-15 18:36</bdi>' in text


def test_slack_gets_rich_text_that_is_never_parsed_and_a_line_for_notifications():
    (block,) = slack_blocks(story_card(STORY, STYLE))
    quote = next(each for each in block["elements"] if each["type"] == "rich_text_quote")

    assert "rich_text" == block["type"]
    assert ["سيطرتها"] == [e["text"] for e in quote["elements"] if e.get("style") == {"bold": True}]
    assert (
        f"{RLM}🟠 مرتفع · {FSI}سيطرة على مدينة{PDI} · جديد\n{RLM}{FSI}طالبان تسيطر على جلال آباد{PDI}"
        == slack_mrkdwn(story_card(STORY, STYLE))
    )


def test_all_channels_say_the_same_words():
    """Only their markup differs."""
    card = story_card(STORY, STYLE)
    bare = {ord(mark): None for mark in "🟠\u200f\u2068\u2069*∗ \n"}
    said = plain(card).replace("https://wakala.example/news/17", "المصدر").translate(bare)

    assert said == TelegramText(telegram(card)).text.translate(bare)
    assert said == MailText(page(card)).text.translate(bare)
    assert said == texts(slack_blocks(card)).translate(bare)
    assert said == quiet_plain(card).replace("https://wakala.example/news/17", "المصدر").translate(bare)


def test_arabic_numerals_are_for_our_numbers_not_for_theirs():
    """Counts and times change, ids and addresses and headlines do not."""
    made = told([alert("a17", title="مقتل 5 في هجوم", families=tuple(f"f{n}" for n in range(12)))])
    lines = plain(story_card(made, ARAB)).split("\n")

    assert "مقتل 5 في هجوم" in lines[1]
    assert lines[5].startswith(f"{RLM}١٢ ناشراً: {FSI}f0{PDI}")
    assert f"{FSI}+٧{PDI}" in lines[5]
    assert f"نُشر {FSI}٢٠٢١-٠٨-١٥ ١٨:٣٥{PDI}" in lines[6]
    assert "a17" in lines[8]


@pytest.mark.parametrize(
    ("count", "title", "more"),
    [
        (1, "موجز: قصة واحدة", ""),
        (2, "موجز: قصتان", "وقصة أخرى"),
        (3, "موجز: 3 قصص", "وقصتان أخريان"),
        (4, "موجز: 4 قصص", "و3 قصص أخرى"),
        (12, "موجز: 12 قصة", "و11 قصة أخرى"),
        (103, "موجز: 103 قصص", "و102 قصة أخرى"),
    ],
)
def test_many_stories_in_one_message_are_counted_as_arabic_counts(count, title, more):
    """The noun agrees, and what does not stand there is told by its number."""
    stories = [told([alert(f"a{n}", story=f"s{n}")]) for n in range(count)]
    lines = plain(batch_card("digest", stories, STYLE, shown=1)).translate({0x200F: None, 0x2068: None, 0x2069: None})

    assert title == lines.split("\n")[0]
    assert "مرتفع · طالبان تسيطر على جلال آباد https://wakala.example/news/17" == lines.split("\n")[1]
    assert more == (lines.split("\n")[2] if count > 1 else "")


@given(outside, outside)
def test_no_text_from_outside_acts_on_telegram(title, name):
    """No tag, no link, no mention, command or hashtag, whatever the headline and the names are."""
    text = telegram(story_card(hostile_story(title, name), STYLE))
    read = TelegramText(text)

    assert [] == read.calls
    assert all(link.startswith(("http://", "https://")) for link in read.links)
    assert not BIDI & set(read.text)
    assert all(line.startswith((RLM, f"<blockquote>{RLM}")) for line in text.split("\n"))
    assert not {char for char in read.text if unicodedata.category(char) == "Cc"} - {"\n"}


@given(outside, outside)
def test_no_text_from_outside_acts_on_slack(title, name):
    """Neither in the line that is parsed nor, by construction, in the blocks."""
    card = story_card(hostile_story(title, name), STYLE)

    assert slack_seen(slack_mrkdwn(card))
    json.dumps(slack_blocks(card)).encode()
    kinds = {e["type"] for b in slack_blocks(card) for s in b["elements"] for e in s["elements"]}
    assert kinds <= {"text", "link"}


@given(outside, outside)
def test_no_text_from_outside_acts_in_a_mail(title, name):
    read = MailText(page(story_card(hostile_story(title, name), STYLE)))

    assert all(link.startswith(("http://", "https://")) for link in read.links)
    assert not BIDI & set(read.text)


@given(outside, outside)
def test_no_text_from_outside_acts_behind_an_adapter(title, name):
    """Discord and its like read Markdown and mentions in plain text."""
    text = quiet_plain(story_card(hostile_story(title, name)._replace(url=""), STYLE))

    assert not re.search(r"@\w|[*`~]|\]\(|<[@!#]", text)
    assert all(line.startswith(RLM) for line in text.split("\n"))


@pytest.mark.parametrize("write", [lambda card: TelegramText(telegram(card)).text, quiet_plain, slack_mrkdwn])
@pytest.mark.parametrize(
    ("text", "mark"), [("@everyone هنا", (1, 9)), ("#عاجل", (1, 5)), ("قل /start", (4, 9)), ("<@U1>", (2, 4))]
)
def test_a_mark_inside_a_mention_does_not_put_it_together_again(write, text, mark):
    """The sign stands in one leaf, the name in the next."""
    said = write(story_card(told([alert(title="", sentence=text, marks=(mark,))]), STYLE))

    assert not re.search(r"@\w|#\w|(?<!\w)/start", said.replace("https://", ""))


@given(outside, st.integers(40, 5000))
def test_a_message_fits_by_saying_less_and_stays_whole(title, limit):
    """Markup, isolates and marks are as sound in the shortest telling as in the longest."""
    story = hostile_story(title, title)
    markup = fitted(story, STYLE, telegram, lambda text: telegram_length(text) <= limit)
    blocks = fitted(story, STYLE, slack_blocks, lambda made: slack_length(made) <= limit)
    text = fitted(story, STYLE, plain, lambda made: len(made.encode()) <= limit)
    smallest = telegram(story_card(story, STYLE, SHAPES[-1]))

    assert TelegramText(markup).text is not None
    assert utf16_units(TelegramText(markup).text) <= max(limit, telegram_length(smallest))
    for made in (markup, texts(blocks), text):
        assert made.count(FSI) == made.count(PDI)
    if limit >= 160:
        assert telegram_length(markup) <= limit
        assert slack_length(blocks) <= limit
    if limit >= 400:
        assert len(text.encode()) <= limit


def test_room_is_used_the_match_is_kept_and_the_link_is_among_the_last_to_go():
    sentence = "قال المتحدث " * 40 + "إن القوات سيطرت على المطار " + "وفق البيان" * 40
    start = sentence.index("سيطرت")
    story = told([alert(sentence=sentence, marks=((start, start + 5),))])
    sizes = {}
    for limit in (5000, 600, 420, 300, 150):
        text = fitted(story, STYLE, telegram, lambda made, limit=limit: telegram_length(made) <= limit)
        sizes[limit] = telegram_length(text)
        assert ("<u>سيطرت</u>" in text) == (limit >= 300), limit
        assert "https://wakala.example/news/17" in text
    assert sizes[5000] > sizes[600] > sizes[420] > sizes[150]
    assert all(size <= limit for limit, size in sizes.items())


@pytest.mark.parametrize("title", HOSTILE)
def test_many_hostile_stories_fit_into_one_message(title):
    stories = [hostile_story(title)] * 200
    text = fitted_batch("rate", stories, STYLE, telegram, lambda made: telegram_length(made) <= 4096)

    assert utf16_units(TelegramText(text).text) <= 4096
    assert [] == TelegramText(text).calls


@given(st.text(st.sampled_from("كلمة ab\u064e\u0651 "), max_size=60), st.integers(2, 40))
def test_a_cut_leaves_no_half_letter(text, limit):
    """A vowel sign stays with the letter it stands on."""
    cut = shortened(text, limit)

    assert len(cut) <= limit
    assert text.startswith(cut.removesuffix("…")) or cut == text
    kept = cut.removesuffix("…")
    if cut != text and len(kept) > 1:
        assert not unicodedata.combining(text[len(kept)]) or not kept.strip("\u064e\u0651 ")
