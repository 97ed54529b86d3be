"""What callers say, and what is expected of them. The numbers in grammar.py and channel.py were chosen on TUNED."""

from dataclasses import dataclass

from voicera_adapters.contract import Expectation


@dataclass(frozen=True, slots=True)
class Corpus:
    """`said` are sentences of an expectation; each of `other` is said into every one of them."""

    said: tuple[tuple[Expectation, tuple[str, ...]], ...]
    other: tuple[str, ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


_SERVICE = ("cleaning", "check up", "root canal", "filling", "whitening", "tooth extraction")
_DAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_TIME = ("morning", "afternoon", "evening", "nine am", "ten am", "eleven thirty", "two pm", "half past four")

TUNED = Corpus(
    said=(
        (
            Expectation(
                _lines("""
                    book an appointment
                    i would like to book an appointment
                    i want to book a {service}
                    cancel my appointment
                    i need to cancel
                    reschedule my appointment
                    move my appointment to another day
                    speak to a person
                    talk to reception
                    what are your opening hours
                    how much does a {service} cost
                    where are you located
                """),
                {"service": _SERVICE},
            ),
            _lines("""
                I would like to book an appointment
                book an appointment
                I want to book a cleaning
                I want to book a root canal
                cancel my appointment
                I need to cancel please
                reschedule my appointment
                move my appointment to another day
                um speak to a person
                talk to reception please
                what are your opening hours
                how much does a filling cost
                how much does a whitening cost
                where are you located
            """),
        ),
        (
            Expectation(
                _lines("""
                    {service}
                    a {service}
                    i need a {service}
                    i would like a {service}
                    just a {service}
                """),
                {"service": _SERVICE},
            ),
            _lines("""
                cleaning
                a check up
                I need a root canal
                just a filling
                I would like a whitening
                a tooth extraction please
                um a cleaning please
                check up
            """),
        ),
        (
            Expectation(
                _lines("""
                    {day}
                    on {day}
                    {day} please
                    next {day}
                    is {day} possible
                    how about {day}
                """),
                {"day": _DAY},
            ),
            _lines("""
                Monday
                on Tuesday
                on Wednesday please
                next Thursday
                is Friday possible
                how about Saturday
                uh Tuesday
                Thursday please
            """),
        ),
        (
            Expectation(
                _lines("""
                    {time}
                    in the {time}
                    at {time}
                    the {time} would be best
                """),
                {"time": _TIME},
            ),
            _lines("""
                morning
                in the morning
                in the afternoon please
                in the evening
                at nine am
                ten am
                at eleven thirty
                two pm
                at half past four
                the morning would be best
            """),
        ),
        (
            Expectation(
                _lines("""
                    yes
                    yeah
                    yes please
                    that is right
                    correct
                    sure
                    no
                    no thanks
                    nope
                    that is wrong
                    not really
                """)
            ),
            _lines("""
                yes
                no
                yes please
                um yes
                yeah
                that is right
                correct
                no thanks
                sure
                nope
                well no
                okay yes please
            """),
        ),
    ),
    other=_lines("""
        what is the weather like in Paris today
        hello
        seven
        I have no idea what you mean
        my phone number is five five five
        who is this
        let me think about it
        do you sell pizza
        it depends
        I was talking to my wife
        maybe later
        I am driving right now
    """),
)

_DISH = ("onion rings", "cheese pizza", "green salad", "tomato soup", "garlic bread", "apple pie")
_PEOPLE = ("one", "two", "three", "four", "five", "six", "eight", "ten")

HELD_OUT = Corpus(
    said=(
        (
            Expectation(
                _lines("""
                    i want to reserve a table
                    a table for {people}
                    i would like a table for {people} people
                    i want to order some food
                    i would like to order a {dish}
                    do you deliver
                    where is my order
                    change my reservation
                """),
                {"people": _PEOPLE, "dish": _DISH},
            ),
            _lines("""
                I want to reserve a table
                a table for four please
                I would like a table for six people
                um I want to order some food
                I would like to order a cheese pizza
                do you deliver
                where is my order
                change my reservation please
            """),
        ),
        (
            Expectation(
                _lines("""
                    a {dish}
                    one {dish}
                    the {dish} please
                    a {dish} and a {dish}
                    nothing else
                    that is all
                """),
                {"dish": _DISH},
            ),
            _lines("""
                a green salad
                one tomato soup
                the garlic bread please
                a cheese pizza and an apple pie
                nothing else
                that is all
            """),
        ),
        (
            Expectation(
                _lines("""
                    tonight
                    tomorrow
                    tomorrow at {hour}
                    at {hour} in the evening
                    on sunday at {hour}
                    the day after tomorrow
                """),
                {"hour": ("six", "seven", "seven thirty", "eight", "nine o'clock")},
            ),
            _lines("""
                tonight please
                tomorrow
                tomorrow at seven thirty
                at eight in the evening
                on Sunday at nine o'clock
                the day after tomorrow
            """),
        ),
        (
            Expectation(_lines("""
                yes
                yes that is correct
                that is fine
                no
                no i do not
                never mind
            """)),
            _lines("""
                yes that is correct
                that is fine
                no I do not
                never mind
                well yes
                okay no
            """),
        ),
    ),
    other=_lines("""
        the train leaves from platform nine
        my battery is nearly empty
        can you hear me
        blue
        I think you have the wrong number
        good grief
        they were painting the kitchen
        hold on a second
        forty two
        my sister lives in London
        what did you say
        purple elephants are dancing
    """),
)  # fmt: skip
