"""What a page's witnesses say of the moment it was published, reconciled by one rule (:func:`decide_date`):

1. *What counts.* A witness's own words (the label in its text, else its name) say what the date is of.
   Only dates of publishing, and dates of which nothing is said, count: not 更新时间, lastmodified, 成文日期,
   发文日期, 归档时间, 页面生成时间, 现在是, nor a date with its weekday and no label, which is the clock in a
   page's head. The listing's and the URL's date are of publishing.
2. *The day* is the one with the heaviest support: label 40 (时间 and 日期 alone 31), element 39, meta 30,
   URL 29, script 20, listing 19, heuristic 10, each kind once. The URL also supports the days beside its
   own. What the site's selector picks outweighs all others together, and is the date of publication whatever it is called.
   So a label outweighs a contradicting meta, a meta and a script outweigh a label, and what is shown
   together with the URL outweighs both. A script's or heuristic's date that is the day of fetching weighs
   nothing where others name another day. Heuristics alone that contradict each other decide nothing.
3. *Published anew.* A site that moves publishes all its pages again, and a file gets its address when it is
   made: what metas, scripts and the URL say is then later than what readers see. Where a label or an element
   (else the listing, by more than its usual lag) names a day, and the system's witnesses only later ones,
   these have no say in 2, however many they are.
4. *The time* is that of the most trusted witness of that day with a clock time, seconds added by another
   with the same minute. 00:00:00 is a CMS's word for unknown: it yields to any other time, and to a
   witness that shows the day alone. A clock time that cannot be (16:75) leaves the day. Where the address
   alone gives the day, an update time shown of that day is it.
5. *A date without its year* is read with the day so decided, else with the URL's month.
6. *Updated.* Nothing is published after it was updated: an update date that readers see stands in, as witness
   ``heuristic``, where it is earlier than a day that only the system gives. It does so, too, where no witness
   speaks of publishing at all: it is what a page prints that has one date only. There a label that says when a
   text came to the site (加入时间, 张贴时间, 生成日期) goes before it. An invisible lastmodified
   never does, since migrations rewrite it, nor do 成文日期, 归档时间 and clocks: null before wrong.

``disagree`` is true when another witness of publishing names another day (a URL by more than a day, a list
by more than -3 to +10), another time in the same precision, or a date that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from govnews.clock import BEIJING
from govnews.items import Evidence, Witness, WitnessKind
from govnews.reading.dates.address import url_date, url_near
from govnews.reading.dates.grammar import DAY, Moment, is_ahead, plain_text, read_date
from govnews.reading.dates.labels import Role, date_role, find_dates

# What each kind weighs where witnesses name different days; the sums are compared. Labels and elements are
# what readers see. Metas and scripts come from templates, which are copied between sites. A URL's day is when
# the CMS made the file. Lists differ from it by -3 to +10 days (field facts §3.13).
_WEIGHT: dict[WitnessKind, int] = {
    "selector": 1000,
    "label": 40,
    "element": 39,
    "meta": 30,
    "url": 29,
    "script": 20,
    "listing": 19,
    "heuristic": 10,
}
# 时间 alone may be an event's: it outweighs one other witness, not one and a half.
_GENERAL_LABEL = 31
_GENERAL = frozenset({"时间", "日期"})
# What a system writes where readers do not look, and what they read as the date.
_SYSTEM: frozenset[WitnessKind] = frozenset({"meta", "script", "url"})
_READ: frozenset[WitnessKind] = frozenset({"label", "element"})
_URL_SLIP = timedelta(days=1)
_LIST_LAG = (timedelta(days=-3), timedelta(days=10))
# A witness is a date or a line with one; longer text is prose.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Reading:
    """A witness and what its text was read as."""

    witness: Witness
    role: Role
    moment: Moment | None
    impossible: bool
    """The text names a full date, but one that cannot be, lies in the future, or is an end of a time span; or a
    clock time that cannot be, and ``moment`` is the day alone."""

    @property
    def weight(self) -> int:
        if self.witness.kind not in _WEIGHT:
            return 0
        general = self.witness.kind == "label" and self.witness.name.strip(" :：") in _GENERAL
        return _GENERAL_LABEL if general else _WEIGHT[self.witness.kind]

    @property
    def is_shown(self) -> bool:
        """Whether the reader sees it."""
        return self.witness.kind in ("label", "element", "heuristic")

    @property
    def at_midnight(self) -> bool:
        """Whether the clock stands at 00:00:00, which a CMS writes for a time it does not know."""
        return self.moment is not None and self.moment.value.time() == time(0)


def _read(witness: Witness, near: date | None, now: datetime | None) -> _Reading:
    """``witness`` read as a date, or as a line with one: of several that which its label calls published."""
    if witness.kind == "url":
        moment = url_date(witness.raw)
        impossible = moment is not None and is_ahead(moment, now)
        return _Reading(witness, "publish", None if impossible else moment, impossible)
    if witness.kind not in _WEIGHT:  # a title's date is an event's
        return _Reading(witness, "other", None, impossible=False)
    raw = witness.raw[:_LONGEST]
    found = find_dates(raw, near=near, now=now)
    best = next((one for one in found if one.role == "publish"), found[0] if found else None)
    moment = best.moment if best else None
    # A date that fills the text is what read_date would read.
    if best is None or best.end - best.start < len(raw):
        moment = read_date(raw, near=near, now=now) or moment
    role = "publish" if witness.kind == "listing" else date_role(witness.name)
    # The text's own label is nearer to the date than the name of what it stands in; a weekday only hints.
    if best and (best.role not in ("bare", "clock") or (best.role == "clock" and role == "bare")):
        role = best.role
    role = "publish" if role == "bare" or witness.kind == "selector" else role
    broken = best is not None and moment is best.moment and best.broken
    return _Reading(
        witness, role, moment, broken or (moment is None and DAY.search(plain_text(raw)) is not None)
    )


def _read_all(witnesses: Sequence[Witness], now: datetime | None) -> list[_Reading]:
    """Every witness; those whose date lacks its year once more, with the others as witness for it."""
    readings = [_read(witness, None, now) for witness in witnesses]
    near = _elect(_first_published(_of_publishing(readings)), now)
    if near is None:
        years = (
            url_near(one.witness.raw) for one in readings if one.witness.kind == "url" and not one.impossible
        )
        near = next(filter(None, years), None)
    if near is None:
        return readings
    return [one if one.moment or one.impossible else _read(one.witness, near, now) for one in readings]


def _of_publishing(readings: Sequence[_Reading]) -> list[tuple[_Reading, Moment]]:
    """Those that give a moment of publishing, with it."""
    return [(one, one.moment) for one in readings if one.moment and one.role == "publish"]


def _first_published(publishing: list[tuple[_Reading, Moment]]) -> list[tuple[_Reading, Moment]]:
    """``publishing`` without the days of a later publication, which only the system names (rule 3)."""
    system = [moment.day for one, moment in publishing if one.witness.kind in _SYSTEM]
    shown = [(one.weight, moment.day) for one, moment in publishing if one.witness.kind in _READ]
    rows = [moment.day for one, moment in publishing if one.witness.kind == "listing"]
    if not system or not (shown or rows):
        return publishing
    # max() keeps the first of equals: the order in which the witnesses were given.
    day, lag = (max(shown, key=lambda one: one[0])[1], timedelta(0)) if shown else (rows[0], -_LIST_LAG[0])
    if any(one.witness.kind == "url" and moment.day - day <= _URL_SLIP for one, moment in publishing):
        return publishing
    if any(other - day <= lag for other in system) or any(row - day > _LIST_LAG[1] for row in rows):
        return publishing
    return [(one, moment) for one, moment in publishing if one.witness.kind not in _SYSTEM]


def _elect(publishing: Sequence[tuple[_Reading, Moment]], now: datetime | None) -> date | None:
    """The day with the heaviest support; None without one, or where mere heuristics contradict each other."""
    support: dict[date, dict[WitnessKind, int]] = {}
    for one, moment in publishing:
        of_day = support.setdefault(moment.day, {})
        # What has no name and says today, while something else does not, is likely a clock.
        clock = (
            one.witness.kind in ("script", "heuristic")
            and now
            and moment.day == now.astimezone(BEIJING).date()
        )
        # A kind counts once a day: three metas of one template are one witness.
        of_day[one.witness.kind] = max(of_day.get(one.witness.kind, 0), 0 if clock else one.weight)
    for day, of_day in support.items():
        for one, moment in publishing:
            if one.witness.kind == "url" and abs(moment.day - day) <= _URL_SLIP and of_day.keys() != {"url"}:
                of_day["url"] = one.weight
    # max() keeps the first of equals: the order in which the witnesses were given.
    elected = max(support, key=lambda day: _votes(support[day]), default=None)
    rivals = [day for day in support if elected and _votes(support[day]) == _votes(support[elected])]
    if elected and len(rivals) > 1 and support[elected].keys() == {"heuristic"}:
        return None
    return elected


def _votes(of_day: dict[WitnessKind, int]) -> tuple[int, int]:
    return sum(of_day.values()), max(of_day.values())


def _most_precise(on_day: Sequence[tuple[_Reading, Moment]]) -> tuple[_Reading, Moment]:
    """Of witnesses that name one day, in the order of trust, the one to quote."""
    clocks = [(one, moment) for one, moment in on_day if moment.precision != "day"]
    telling = [(one, moment) for one, moment in clocks if not one.at_midnight]
    if not telling:
        silent = [pair for pair in on_day if pair[1].precision == "day" and pair[0].witness.kind != "url"]
        return (silent or clocks or list(on_day))[0]
    minute = telling[0][1].value.replace(second=0)
    same = [pair for pair in telling if pair[1].value.replace(second=0) == minute]
    return next((pair for pair in same if pair[1].precision == "second"), telling[0])


def _clock_of(
    readings: Sequence[_Reading], publishing: Sequence[tuple[_Reading, Moment]], day: date
) -> list[tuple[_Reading, Moment]]:
    """The update moments shown for ``day``, where nothing but the address speaks of publishing."""
    if any(one.witness.kind != "url" for one, _ in publishing):
        return []
    return [(one, moment) for one, moment in _shown_updates(readings) if moment.day == day]


def _shown_updates(readings: Sequence[_Reading]) -> Iterator[tuple[_Reading, Moment]]:
    """The update moments that the reader sees."""
    for one in readings:
        if one.role == "updated" and one.is_shown and one.moment:
            yield one, one.moment


def _before(readings: Sequence[_Reading], day: date | None) -> tuple[_Reading, Moment] | None:
    """The date that stands in (rule 6): shown before ``day``, which only the system gives, or the first of all."""
    seen = any(one.moment and one.role == "publish" and one.witness.kind not in _SYSTEM for one in readings)
    updates = list(_shown_updates(() if seen else readings))
    if day is None:
        # Within a text, which gives guesses alone, the words tell of what it is about: 制作时间：2024-05-06.
        entered = ((one, one.moment) for one in readings if one.moment and one.role == "entered")
        updates = [pair for pair in entered if pair[0].witness.kind in _READ] + updates
    return next((pair for pair in updates if day is None or pair[1].day < day), None)


def _contradicts(one: _Reading, moment: Moment, believed: Moment) -> bool:
    """Whether a witness of publishing says something else than what is believed, its kind's usual slip aside."""
    gap = moment.day - believed.day
    if one.witness.kind == "url":
        return abs(gap) > _URL_SLIP
    if gap:
        return one.witness.kind != "listing" or not _LIST_LAG[0] <= gap <= _LIST_LAG[1]
    if "day" in (moment.precision, believed.precision) or one.at_midnight:
        return False
    if moment.precision == believed.precision == "second":
        return moment.value != believed.value
    return moment.value.replace(second=0) != believed.value.replace(second=0)


def decide_date(witnesses: Sequence[Witness], *, fetched_at: datetime | None) -> tuple[str | None, Evidence]:
    """The moment of publishing in the form of :meth:`Moment.isoformat`, the day alone where no clock time is known, and
    how it was decided.

    ``fetched_at`` (aware, None where unknown) is the now of relative dates; what lies more than a day after it
    is impossible. The witnesses are given in the order of trust among equals.
    The rule stands at the head of this module.

    >>> found, evidence = decide_date(
    ...     [Witness("meta", "PubDate", "2019-05-01 08:00"),
    ...      Witness("label", "发布时间", "2023-03-24 09:15"),
    ...      Witness("url", "url", "https://www.x.gov.cn/2023/03-24/2559082.html")],
    ...     fetched_at=None)
    >>> found, evidence.witness, evidence.precision, evidence.disagree
    ('2023-03-24T09:15:00+08:00', 'label', 'minute', True)
    >>> decide_date([Witness("label", "成文日期", "2023-03-20")], fetched_at=None)[0] is None
    True
    """
    readings = sorted(_read_all(witnesses, fetched_at), key=lambda one: (one.role != "publish", -one.weight))
    evidence = Evidence(
        disagree=any(one.impossible and one.role == "publish" for one in readings),
        witnesses=[one.witness for one in readings],
    )
    publishing = _of_publishing(readings)
    day = _elect(_first_published(publishing), fetched_at)
    stand_in = _before(readings, day) if day or not (publishing or evidence.disagree) else None
    if stand_in is not None:
        believed, moment = stand_in
        evidence.witness = "heuristic"
    elif day is not None:
        believed, moment = _most_precise(
            [pair for pair in publishing if pair[1].day == day] + _clock_of(readings, publishing, day)
        )
        evidence.witness = believed.witness.kind
    else:
        evidence.disagree |= bool(publishing)
        return None, evidence
    evidence.raw, evidence.precision = believed.witness.raw, moment.precision
    evidence.disagree |= any(_contradicts(one, other, moment) for one, other in publishing)
    evidence.witnesses.remove(believed.witness)
    evidence.witnesses.insert(0, believed.witness)
    return moment.isoformat(), evidence
