"""/api as programs meet it: a real server, the scripted chain, real keys."""

import http.client
import json
import time
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_kit import QUESTION, Served, events, find, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page_kit import CORPUS, script
from scripted_chain import ANSWER, REFUSAL

from accounts.keys import Scope as KeyScope
from bot.answer import Answer, Question, Turn
from settings import Access
from tests.waiting import PATIENCE, get, post, until
from vectorstore.retriever import Hit
from vectorstore.scope import Scope
from web.answering import Slots
from web.asking import MAX_QUESTION_LENGTH

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("api"), script) as running:
        yield running


def is_problem(response: httpx.Response, status: int, code: str) -> bool:
    """One clear JSON error of two languages."""
    problem = response.json()
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in problem["message_ar"])
    whole = set(problem) == {"code", "message_ar", "message_en"} and arabic and problem["message_en"].isascii()
    return whole and (response.status_code, problem["code"]) == (status, code)


def plain(answer: Answer) -> object:
    return json.loads(json.dumps(answer.to_json()))


def test_a_question_gets_the_answer_as_the_shell_and_the_page_give_it(api: Served) -> None:
    response = api.ask()
    assert response.status_code == 200
    assert response.json() == plain(ANSWER)
    assert "دعا" in response.text  # and not as \u escapes


def test_a_refusal_is_an_answer_and_no_error(api: Served) -> None:
    response = api.ask("أين الذهب؟")
    assert response.status_code == 200
    assert response.json() == plain(REFUSAL)


def test_earlier_messages_reach_the_chain(api: Served) -> None:
    history = [{"role": "user", "content": "سؤال أول"}, {"role": "assistant", "content": "جواب أول"}]
    api.ask(" وماذا بعد؟ ", history=history)
    turns = (Turn("user", "سؤال أول"), Turn("assistant", "جواب أول"))
    assert api.chain.questions[-1] == Question("وماذا بعد؟", turns)


def test_the_documents_that_alone_are_to_be_searched_reach_the_chain_and_the_search(api: Served) -> None:
    wanted = {"documents": ["E/2020/1", "d1"], "since": "2020-01-01", "until": "2020-12-31"}
    assert api.ask(scope=wanted).status_code == 200
    assert api.chain.questions[-1].scope == Scope(("E/2020/1", "d1"), "2020-01-01", "2020-12-31")
    posted = api.client.post("api/search", json={"query": "عقود", "scope": {"documents": ["d1"]}}).json()
    assert len(posted["passages"]) == 10
    assert api.client.get("api/search", params={"query": "عقود", "document": "d1"}).json() == posted
    for other in ({"document": ["d1", "d2"]}, {"since": "2020-01-01"}, {"until": "2020-01-01"}):
        assert api.client.get("api/search", params={"query": "عقود", **other}).json() == {"passages": []}


def test_a_stream_grows_to_the_whole_answer_and_says_that_it_is_done(api: Served) -> None:
    with api.client.stream("POST", "api/ask", json={"question": "مهل"}, headers=STREAM) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        found = list(events(response.iter_lines()))
    answers = [data for name, data in found if name == "answer"]
    lengths = [len(answer["text"]) for answer in answers]
    assert len(answers) > 5
    assert lengths == sorted(lengths)
    assert answers[-1] == plain(ANSWER)
    assert found[-1] == ("done", {})


@pytest.mark.parametrize(
    ("question", "code", "said"),
    [("عطل", "unavailable", "تعذّر الوصول"), ("انهيار", "unexpected", "أعد")],
)
def test_a_failure_is_told_without_its_details(api: Served, question: str, code: str, said: str) -> None:
    response = api.ask(question)
    assert is_problem(response, 503 if code == "unavailable" else 500, code)
    assert said in response.json()["message_ar"]
    with api.client.stream("POST", "api/ask", json={"question": question}, headers=STREAM) as stream:
        *_, (name, problem) = events(stream.iter_lines())
    assert (name, problem) == ("error", response.json())
    assert "secret" not in response.text


@contextmanager
def listen(api: Served, question: str) -> Generator[None]:
    """Listen to a stream: its first line has come; with the block one leaves."""
    with api.client.stream("POST", "api/ask", json={"question": question}, headers=STREAM) as response:
        lines = response.iter_lines()  # httpx closes the response when nobody holds them
        next(lines)
        yield
        del lines


def test_who_leaves_a_stream_stops_the_work(api: Served) -> None:
    api.chain.closed.clear()
    before = api.chain.snapshots
    with listen(api, "سؤال طويل"):
        pass
    assert api.chain.closed.wait(PATIENCE)
    assert api.chain.snapshots - before < 100  # of the thousand that it would have been


def test_who_does_not_wait_for_the_answer_stops_the_work(api: Served) -> None:
    api.chain.closed.clear()
    before = api.chain.snapshots
    with closing(http.client.HTTPConnection(urlsplit(api.url).netloc)) as connection:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {api.token}"}
        connection.request("POST", "/api/ask", json.dumps({"question": "سؤال طويل"}), headers)
        until(lambda: api.chain.snapshots > before)
    assert api.chain.closed.wait(PATIENCE)
    assert api.chain.snapshots - before < 100  # of the thousand that it would have been


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": ""}, "question_empty"),
        ({"question": " \n\t "}, "question_empty"),
        ({"question": "س" * (MAX_QUESTION_LENGTH + 1)}, "question_too_long"),
        ({}, "invalid_request"),
        ([], "invalid_request"),
        ({"question": 5}, "invalid_request"),
        ({"question": None}, "invalid_request"),
        ({"question": QUESTION, "histroy": []}, "invalid_request"),
        ({"question": QUESTION, "history": "سؤال"}, "invalid_request"),
        ({"question": QUESTION, "history": [{"role": "system", "content": "x"}]}, "invalid_request"),
        ({"question": QUESTION, "history": [{"role": "user", "content": "س"}] * 41}, "invalid_request"),
        ({"question": "\ud800 سؤال"}, "invalid_request"),
        ({"question": QUESTION, "scope": {"since": "2020-13-01"}}, "invalid_request"),
        ({"question": QUESTION, "scope": {"until": "20201101"}}, "invalid_request"),
        ({"question": QUESTION, "scope": {"documents": "d1"}}, "invalid_request"),
        ({"question": QUESTION, "scope": {"document": ["d1"]}}, "invalid_request"),
    ],
)
def test_a_question_of_the_wrong_form_is_one_clear_error(api: Served, body: object, code: str) -> None:
    asked = len(api.chain.questions)
    response = api.client.post("api/ask", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert is_problem(response, 422, code)
    assert len(api.chain.questions) == asked


def test_the_error_names_what_is_wrong(api: Served) -> None:
    problem = api.ask(history=[{"role": "user"}]).json()
    assert "history.0.content" in problem["message_ar"]
    assert "See the field history.0.content. Field required" in problem["message_en"]


def test_half_a_character_is_told_in_words_of_our_own(api: Served) -> None:
    body = json.dumps({"question": "سؤال \ud800"})
    problem = api.client.post("api/ask", content=body, headers={"Content-Type": "application/json"}).json()
    assert problem["message_en"].endswith("field question. The character at position 5 is half of a surrogate pair.")
    assert "question" in problem["message_ar"]


def test_what_is_no_json_too_large_or_elsewhere_is_one_clear_error(api: Served) -> None:
    sent = {"Content-Type": "application/json"}
    assert is_problem(api.client.post("api/ask", content="{سؤال", headers=sent), 422, "invalid_request")
    large = json.dumps({"question": QUESTION, "history": "س" * 2**20})
    assert is_problem(api.client.post("api/ask", content=large, headers=sent), 413, "too_large")
    in_parts = (part.encode() for part in (large[:200_000], large[200_000:]))
    assert is_problem(api.client.post("api/ask", content=in_parts, headers=sent), 413, "too_large")
    assert is_problem(api.client.get("api/nothing"), 404, "not_found")
    assert is_problem(api.client.get("api/ask"), 405, "method_not_allowed")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=json_values | st.fixed_dictionaries({"question": st.text(max_size=30)}, optional={"history": json_values}))
def test_whatever_is_sent_gets_an_answer_or_one_clear_error(api: Served, body: object) -> None:
    sent = json.dumps(body)
    for path in ("api/ask", "api/search"):
        response = api.client.post(path, content=sent, headers={"Content-Type": "application/json"})
        code = response.json().get("code", "")
        assert response.status_code == 200 or is_problem(response, 422, code), sent
        # Words of a question may by chance be ones that the script fails at.
        assert response.status_code in (200, 422)


def test_a_search_gives_passages_with_their_places(api: Served) -> None:
    posted = api.client.post("api/search", json={"query": "عقود العمل", "limit": 3}).json()
    assert posted == api.client.get("api/search", params={"query": "عقود العمل", "limit": 3}).json()
    first, second, third = posted["passages"]
    assert first["section"] == ["الأول", "الثاني"]
    assert (first["passage_id"], first["document_id"], first["source"]) == ("c1:0-1", "d1", "report.pdf")
    assert (first["page"], second["page"]) == (None, 1)
    assert first["score"] > second["score"] > third["score"]
    assert len(api.client.get("api/search", params={"query": "عقود"}).json()["passages"]) == 10


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "invalid_request"),
        ({"query": " "}, "question_empty"),
        ({"query": "س" * 3000}, "question_too_long"),
        ({"query": "س", "limit": "many"}, "invalid_request"),
        ({"query": "س", "limit": 0}, "invalid_request"),
        ({"query": "س", "limit": 51}, "invalid_request"),
        ({"query": "س", "since": "last year"}, "invalid_request"),
    ],
)
def test_a_search_of_the_wrong_form_is_one_clear_error(api: Served, parameters: dict[str, str], code: str) -> None:
    assert is_problem(api.client.get("api/search", params=parameters), 422, code)
    assert is_problem(api.client.post("api/search", json=parameters), 422, code)


@pytest.mark.parametrize("path", ["api/ask", "api/search", "api/nothing", "mcp"])
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer hiwar_guessed", "Basic eDp5", "Bearer مفتاح"])
def test_without_a_key_nothing_opens(api: Served, path: str, sent: str) -> None:
    response = post(api.url + path, json={"question": QUESTION}, headers=[(b"Authorization", sent.encode())])
    assert is_problem(response, 401, "key_needed")
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_key_opens_what_it_is_for_and_nothing_once_it_is_removed(api: Served) -> None:
    token = api.keys.add("numbers", scope=KeyScope.METRICS)
    headers = {"Authorization": f"Bearer {token}"}
    assert is_problem(post(api.url + "api/ask", json={"question": QUESTION}, headers=headers), 403, "key_forbidden")
    assert is_problem(api.client.get("metrics"), 403, "key_forbidden")
    assert get(api.url + "metrics", headers=headers).status_code == 200
    api.keys.remove("numbers")
    assert is_problem(get(api.url + "metrics", headers=headers), 401, "key_needed")


def test_a_quota_is_told_kept_and_not_spent_on_what_cannot_be_asked(tmp_path: Path) -> None:
    with served(tmp_path, script, per_minute=2) as api:
        assert api.ask("").status_code == 422
        first, second, third = api.ask(), api.client.get("api/search", params={"query": "عقود"}), api.ask()
        assert [r.headers["ratelimit-remaining"] for r in (first, second, third)] == ["1", "0", "0"]
        assert first.headers["ratelimit-limit"] == "2"
        assert is_problem(third, 429, "quota_exceeded")
        assert 1 <= int(third.headers["retry-after"]) <= 60
        assert third.headers["retry-after"] in third.json()["message_ar"]
        with api.client.stream("POST", "api/ask", json={"question": QUESTION}, headers=STREAM) as response:
            assert response.status_code == 429
        assert len(api.chain.questions) == 1


def test_more_than_the_server_can_do_is_told_to_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.CONCURRENT_ANSWERS", 1)
    monkeypatch.setattr("web.api.asking.PATIENCE", 0.2)
    with served(tmp_path, script) as api:
        with listen(api, "سؤال طويل"):
            for again in (api.ask(), api.client.get("api/search", params={"query": "عقود"})):
                assert is_problem(again, 503, "busy")
                assert int(again.headers["retry-after"]) >= 1
        until(lambda: api.ask().status_code != 503)  # the one who left has given the room back


def test_who_waits_beyond_the_line_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.CONCURRENT_ANSWERS", 1)
    monkeypatch.setattr("web.api.asking.LINE", 1)
    monkeypatch.setattr("web.api.asking.PATIENCE", PATIENCE)
    with served(tmp_path, script) as api, ThreadPoolExecutor(2) as pool:
        with listen(api, "سؤال طويل"):
            one = pool.submit(api.ask)
            time.sleep(0.3)  # not in the same moment; which of them comes first is the same
            (refused,), (waiting,) = wait([one, pool.submit(api.ask)], return_when=FIRST_COMPLETED)
            assert is_problem(refused.result(), 503, "busy")
        assert waiting.result().status_code == 200


def test_room_is_given_back_by_whoever_took_it() -> None:
    slots = Slots(1)
    with pytest.raises(RuntimeError), slots.taken():
        raise RuntimeError
    with slots.taken(0.01):
        pass


def test_an_open_api_needs_no_key_and_one_that_is_off_is_not_there(tmp_path: Path) -> None:
    with served(tmp_path, script, api=Access.OPEN, metrics=Access.OPEN) as api:
        response = post(api.url + "api/ask", json={"question": QUESTION})
        assert response.status_code == 200
        assert "ratelimit-limit" not in response.headers
        assert get(api.url + "metrics").status_code == 200
        assert "security" not in get(api.url + "api/openapi.json").json()["paths"]["/ask"]["post"]
    with served(tmp_path / "off", script, api=Access.OFF, metrics=Access.OFF) as api:
        for path in ("api/ask", "api/search", "api/openapi.json", "mcp", "metrics"):
            assert api.client.post(path, json={"question": QUESTION}).status_code in (404, 405)
            assert "openapi" not in api.client.get(path).text


def test_the_description_tells_of_answers_errors_and_keys(api: Served) -> None:
    described = get(api.url + "api/openapi.json").json()
    assert described["servers"] == [{"url": "/api"}]
    assert set(described["paths"]) == {"/ask", "/search"}
    ask = described["paths"]["/ask"]["post"]
    assert set(ask["responses"]) == {
        "200", "400", "401", "403", "404", "405", "408", "413", "422", "429", "500", "503",
    }  # fmt: skip
    assert set(ask["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}
    assert ask["security"] == [{"key": []}]
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    schemas = described["components"]["schemas"]
    undescribed = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, said in schema["properties"].items()
        if not said.get("description") and name not in ("Answer", "Citation")
    ]
    assert undescribed == []
    assert schemas["Answer"]["properties"]["confidence"]["description"].startswith("Probability")
    assert schemas["AskRequest"]["properties"]["question"]["maxLength"] == MAX_QUESTION_LENGTH
    assert "HTTPValidationError" not in schemas


def test_numbers_tell_what_was_done_and_not_what_was_asked(tmp_path: Path) -> None:
    with served(tmp_path, script) as api:
        for question in (QUESTION, "أين الذهب؟", "عطل", "انهيار"):
            api.ask(question)
        api.ask("")
        numbers = api.metrics()
        counted = {name: value for name, value in numbers.items() if name.startswith("hiwar_questions_total") and value}
        assert counted == {
            'hiwar_questions_total{channel="api",outcome="answered"}': 1,
            'hiwar_questions_total{channel="api",outcome="refused"}': 1,
            'hiwar_questions_total{channel="api",outcome="failed"}': 2,
        }
        assert numbers['hiwar_api_errors_total{code="question_empty"}'] == 1
        assert numbers['hiwar_answer_seconds_count{channel="api"}'] == 2
        assert numbers["hiwar_passages"] == 312
        assert numbers[f'hiwar_edition_info{{edition="{CORPUS.edition}"}}'] == 1
        assert numbers["hiwar_answers_in_flight"] == 0
        assert not any("\u0600" <= letter <= "\u06ff" for name in numbers for letter in name)


def test_steps_are_timed_and_what_is_broken_off_counts_as_stopped(tmp_path: Path) -> None:
    def timed(question: Question) -> Iterator[Answer]:
        if "طويل" in question.text:
            yield from script(question)
        yield Answer("نص", timings={"embed": 0.02, "retrieve": 0.3})

    with served(tmp_path, timed) as api:
        api.ask()
        with listen(api, "سؤال طويل"):
            assert api.metrics()["hiwar_answers_in_flight"] == 1
        until(lambda: api.metrics()['hiwar_questions_total{channel="api",outcome="stopped"}'])
        numbers = api.metrics()
        assert numbers['hiwar_answer_step_seconds_sum{step="retrieve"}'] == pytest.approx(0.3)
        assert numbers['hiwar_answer_step_seconds_bucket{le="0.025",step="embed"}'] == 1


def test_two_applications_count_apart(tmp_path: Path) -> None:
    with served(tmp_path / "a", script) as one, served(tmp_path / "b", script) as other:
        one.ask()
        key = 'hiwar_questions_total{channel="api",outcome="answered"}'
        assert (one.metrics()[key], other.metrics()[key]) == (1, 0)


def test_the_server_is_ready_only_while_it_can_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.health._REMEMBERED", 0)
    able = [True]
    with served(tmp_path, script, ready=lambda: able[0]) as api:
        assert get(api.url + "readyz").status_code == 200
        able[0] = False
        assert get(api.url + "readyz").status_code == 503
        assert get(api.url + "healthz").status_code == 200


def test_to_be_asked_often_whether_it_is_ready_costs_nothing(tmp_path: Path) -> None:
    asked: list[bool] = []

    def ready() -> bool:
        asked.append(True)
        return True

    with served(tmp_path, script, ready=ready) as api:
        for _ in range(10):
            get(api.url + "readyz")
    assert len(asked) == 1


def test_a_search_that_fails_is_one_clear_error(tmp_path: Path) -> None:
    def broken(query: str, limit: int, scope: Scope) -> list[Hit]:
        if "عطل" in query:
            raise RuntimeError("secret english detail")
        return find(query, limit, scope)

    with served(tmp_path, script, search=broken) as api:
        assert is_problem(api.client.get("api/search", params={"query": "عطل"}), 500, "unexpected")
        assert api.client.get("api/search", params={"query": "عقود"}).status_code == 200
