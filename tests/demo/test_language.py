"""The demo is written in American English, whatever file its words stand in."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from demo.reading import CONTENT, read_text, read_toml

BRITISH_SPELLINGS = r"""
    \w*(?:colour|favour|flavour|honour|labour|behaviour|neighbour|tumour|odour|humour|vigour|rumour)\w*
    \w*(?:anaesth|haemo|haema|oestr|oedema|paediatr|orthopaed|gynaec|foetus|diarrhoea|manoeuv|aluminium)\w*
    (?:organ|recogn|minim|maxim|emphas|special|neutral|moistur|stabil|util|critic|apolog|character|summar)is(?:e|ing|ation)\w*
    (?:priorit|author|personal|normal|steril|revital|hospital|sensit|visual|local|general|final|real)is(?:e|ing|ation)\w*
    (?:organ|recogn|neutral|moistur|steril|sensit|special)is(?:ed|er)\w* (?:anal|paral|catal)ys(?:e|ed|ing)
    (?:travel|cancel|label|model|counsel|fuel|level|signal|swivel)l(?:ed|ing|er|ers)
    centre[ds]? fibres? (?:milli|centi|nano)?metres? litres? theatres? calibre licences? practis(?:e|es|ed|ing)
    defence offence pretence judgement grey\w* ageing jewellery skilful\w* fulfil enrol instalments?
    programmes? cheques? kerb storeys? tyres? mould\w* plough\w* sceptic\w* cosy pyjamas crêpe e-mails?
    make-up learnt burnt spelt spoilt leant whilst amongst towards (?:after|back|for|up|down|in|out|home)wards
"""
BRITISH_WORDS = r"""
    for ever, commonest, fortnight\w*, autumn\w*, shall, holidays?, telephon\w*, elastic bands?, celsius, ground floor,
    surname, timetable, quotation, tablets?, straight away, straight after\w*, over-keen, keen, working days?,
    at the weekend, post ?code, car park, mobile phone, queue\w*, chemist, sticking plaster, thread veins?, step-free,
    fitted out, factor [0-9]+, agree the, mum, petrol, rubbish, corridor, proper look, mend\w*, trousers, ring us
"""
FORMS = "|".join([*BRITISH_SPELLINGS.split(), *(word.strip() for word in BRITISH_WORDS.split(","))])
BRITISH = re.compile(rf"(?<![\w-])(?:{FORMS})(?![\w-])", re.IGNORECASE)
NOT_READ = {"verdict", "picture", "hero", "style", "palette", "key", "logo"}
"""What is a name for the loader, not a word for a reader."""


def words_of(told: Any) -> Iterator[str]:
    """Every string below ``told`` that somebody may read."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key not in NOT_READ:
                yield from words_of(value)
    elif isinstance(told, list):
        for value in told:
            yield from words_of(value)
    elif isinstance(told, str):
        yield told


def read(name: str) -> str:
    """The words of a content file, one string a line."""
    path = CONTENT / name
    if path.suffix == ".toml":
        return "\n".join(words_of(read_toml(path.read_text(encoding="utf-8"), name)))
    text = read_text(path)
    return "\n".join([*words_of(text.head), re.sub(r' picture="[^"]*"', "", text.body)])


FILES = sorted(str(path.relative_to(CONTENT)) for path in CONTENT.rglob("*") if path.suffix in {".md", ".toml"})


@pytest.mark.parametrize("name", FILES)
def test_the_demo_is_written_in_american_english(name: str) -> None:
    assert BRITISH.findall(read(name)) == []


def test_registers_and_questions_are_read_too() -> None:
    assert {"faqs.toml", "registers.toml", "clinic.toml", "indexes.toml", "pictures.toml"} <= set(FILES)
    assert len(FILES) == 72


@pytest.mark.parametrize(
    "british", ["colours", "grey hair", "anaesthetic", "recognised", "for ever", "a licence", "Autumn"]
)
def test_the_list_finds_what_it_is_for(british: str) -> None:
    assert BRITISH.search(british)


@pytest.mark.parametrize(
    "american", ["color", "gray", "exercise", "otherwise", "surprised", "license", "medicine", "hemoglobin"]
)
def test_the_list_leaves_american_words_alone(american: str) -> None:
    assert not BRITISH.search(american)
