"""Every fixed word of the kiosk, in Vietnamese and English. `{}` places are filled by `ui.viewmodels.kiosk_wording`.

A dataclass and not a catalogue of keys: a missing or misspelled word cannot be loaded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KioskWords:
    """One language."""

    greeting: str
    take_number: str
    take_number_hint: str
    take_on_screen: str
    take_on_screen_hint: str
    touch_here: str
    procedures: str
    procedures_hint: str
    comfort: str
    comfort_title: str
    comfort_note: str
    large_text: str
    high_contrast: str
    lowered: str
    on: str
    off: str
    done: str
    starting: str
    starting_hint: str
    attract: str
    attract_hint: str
    home: str
    back: str
    choose_field: str
    step: str
    page_of: str
    next_page: str
    previous_page: str
    nobody: str
    people_one: str
    people: str
    waiting_unknown: str
    no_counter: str
    wait_soon: str
    wait_about: str
    wait_between: str
    wait_unknown: str
    wait_label: str
    find_procedure: str
    priority_offer: str
    priority_hint: str
    priority_chosen: str
    priority_title: str
    priority_note: str
    priority_none: str
    taking: str
    search_title: str
    search_placeholder: str
    search_hint: str
    search_preparing: str
    search_nothing: str
    search_nothing_hint: str
    most_used: str
    space: str
    erase: str
    clear: str
    procedure_time: str
    procedure_fee: str
    procedure_papers: str
    procedure_results: str
    unknown: str
    original: str
    copies: str
    take_for_this: str
    take_paper: str
    printing_now: str
    printing_hint: str
    keep_number: str
    paper_failed: str
    paper_failed_hint: str
    photograph: str
    your_number: str
    ahead_label: str
    ahead_none: str
    ahead_people: str
    area_label: str
    counters: str
    priority_on_ticket: str
    closes_in: str
    more_time: str
    more_time_hint: str
    more_time_yes: str
    more_time_no: str
    seconds_left: str
    closed: str
    opens_today: str
    opens_tomorrow: str
    opens_on: str
    opens_unknown: str
    hours_today: str
    closed_hint: str
    offline: str
    serving_counters: str
    no_counters: str
    paperless: str
    no_number: str
    paper_question: str
    sorry: str
    stopped_hint: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
