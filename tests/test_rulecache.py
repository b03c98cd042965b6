"""Claims about the cache of rulebooks: it gives back what was put in, and trusts no file that is damaged."""

from __future__ import annotations

import gc
import json
import pickle
import shutil
from pathlib import Path

import pytest

from cleaner.callers import Callers
from cleaner.errors import RulebookError, UsageError
from cleaner.features import FEATURES
from cleaner.folding import fold
from cleaner.model import READ, load_models, pack_models
from cleaner.native import compiled
from cleaner.plan import Key, Plan, build_plan
from cleaner.rulebook import load_rules, shipped_folder
from cleaner.rulecache import read_checked, recall, remember, write_checked

NATIVE = pytest.mark.skipif(
    compiled("_calls") is None,
    reason="plans are kept for compiled code, which was not built or is switched off",
)
ENGLISH = Key("en", frozenset({"latin"}), None)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("CLEANER_NO_CACHE", raising=False)


@pytest.fixture(scope="module")
def _stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that holds the shipped rules: to read their YAML takes seconds."""
    folder = tmp_path_factory.mktemp("stored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEANER_CACHE_DIR", str(folder))
        patch.delenv("CLEANER_NO_CACHE", raising=False)
        load_rules()
    return folder


@pytest.fixture
def _kept(_stored: Path, tmp_path: Path) -> None:
    shutil.copytree(_stored, tmp_path / "cache")


KEPT = pytest.mark.usefixtures("_kept")


def test_a_recalled_rulebook_holds_the_same_rules_and_models_as_the_one_remembered() -> None:
    fresh, again = load_rules(), load_rules()
    assert type(fresh.rules) is dict
    assert type(again.rules) is not dict
    assert dict(again.rules) == dict(fresh.rules)
    assert list(again.rules) == list(fresh.rules)
    assert (again.digest, again.version, again.allow) == (fresh.digest, fresh.version, fresh.allow)
    assert again.profiles == fresh.profiles
    assert fresh.model is not None
    assert again.model is not None
    assert again.model == fresh.model


def test_packed_and_unpacked_model_files_give_the_same_models() -> None:
    unpacked = json.loads((shipped_folder() / "judge.json").read_bytes())
    packed = pack_models(unpacked)
    assert isinstance(packed["models"]["dump"], bytes)
    assert pack_models(packed) == packed
    assert load_models(packed).gate == load_models(unpacked).gate
    for name in ("dump", "extract"):
        row = bytes([1] * len(FEATURES if name == "dump" else READ))
        ours, theirs = (getattr(load_models(raw), name) for raw in (packed, unpacked))
        assert (ours.levels, ours.least_share) == (theirs.levels, theirs.least_share)
        assert ours.forest.score(row) == theirs.forest.score(row)
        assert ours.forest.contributions(row) == theirs.forest.contributions(row)


def test_a_model_of_other_features_is_refused_with_what_to_do(tmp_path: Path) -> None:
    model = json.loads((shipped_folder() / "judge.json").read_bytes())
    (tmp_path / "judge.json").write_text(json.dumps({**model, "features": ["length"]}), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"other features: fit it again with benchmarks\.fit"):
        load_rules(tmp_path)


def test_a_plan_of_stored_rules_is_that_of_the_rules_themselves() -> None:
    fresh, again = load_rules(), load_rules()
    ours, theirs = (build_plan(book, ENGLISH, book.profile("default")) for book in (fresh, again))
    assert ours.owners == theirs.owners
    assert list(ours.owners) == list(theirs.owners)
    assert [rule.id for rule in ours.rules] == [rule.id for rule in theirs.rules]


def _plan_of_a_new_start() -> tuple[Plan, dict[str, object]]:
    """Return the plan of Finnish pages, and the rules that were read, as the next process would find them."""
    book = load_rules()
    plan = build_plan(book, Key("fi", frozenset({"latin"}), None), book.profile("default"))
    return plan, book.rules._read  # type: ignore[attr-defined]


@NATIVE
@KEPT
def test_a_plan_reads_the_rules_that_it_admits_once_and_at_the_next_start_none() -> None:
    plan, read = _plan_of_a_new_start()
    assert not read
    first = Callers(plan)
    assert set(read) == {rule.id for rule in plan.rules}
    assert len(read) < len(load_rules().rules) / 2
    again, read = _plan_of_a_new_start()
    second = Callers(again)
    assert not read
    lines = ["Tilaa uutiskirje", "Lue myös: Joki tulvii", "Joki nousi yöllä metrin.", "12.3.2024"]
    folds = list(map(fold, lines))
    assert second.tickets(lines, folds) == first.tickets(lines, folds)
    assert any(first.tickets(lines, folds))


@NATIVE
@KEPT
def test_a_damaged_plan_is_made_anew(tmp_path: Path) -> None:
    plan, _ = _plan_of_a_new_start()
    Callers(plan)
    (path,) = (tmp_path / "cache").glob("*.plan")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    again, read = _plan_of_a_new_start()
    Callers(again)
    assert read
    assert path.read_bytes() == whole


@KEPT
def test_a_rulebook_from_the_cache_goes_to_other_processes() -> None:
    book = load_rules()
    assert dict(pickle.loads(pickle.dumps(book)).rules) == dict(book.rules)


@KEPT
@pytest.mark.parametrize("place", [0, 3, 4, 11, 12, 1000])
def test_a_damaged_file_counts_as_absent(place: int, tmp_path: Path) -> None:
    load_rules()
    (path,) = (tmp_path / "cache").glob("*.rules")
    assert recall(path.stem) is not None
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert recall(path.stem) is None


@KEPT
@pytest.mark.parametrize("cut", [False, True])
def test_a_stored_rule_that_is_damaged_is_read_from_its_yaml_and_the_file_mended(
    cut: bool, tmp_path: Path
) -> None:
    (path,) = (tmp_path / "cache").glob("*.rules")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] if cut else whole[:-1] + bytes([whole[-1] ^ 1]))
    book = load_rules()
    *_, before, last = book.rules
    assert book.rules[before].id == before
    assert path.read_bytes() != whole
    assert book.rules[last].id == last
    assert path.read_bytes() == whole
    path.write_bytes(whole[:-1])
    with pytest.raises(UsageError, match="damaged"):
        pickle.loads(pickle.dumps(load_rules())).rules[last]


@KEPT
def test_a_stored_list_that_is_damaged_is_read_from_its_yaml_too(tmp_path: Path) -> None:
    (path,) = (tmp_path / "cache").glob("*.rules")
    whole = path.read_bytes()
    naming = next(loaded for loaded in load_rules().rules.values() if loaded.lists)
    item = max((item for items in naming.lists.values() for item in items), key=len).encode()
    assert whole.count(item)
    path.write_bytes(whole.replace(item, item[:-1] + b"~"))
    assert recall(path.stem) is not None
    assert load_rules().rules[naming.id] == naming
    assert path.read_bytes() == whole


@KEPT
@pytest.mark.parametrize("gone", [False, True])
def test_what_was_opened_is_read_though_the_file_is_replaced_or_gone(gone: bool, tmp_path: Path) -> None:
    (path,) = (tmp_path / "cache").glob("*.rules")
    kept, book = dict(load_rules().rules), load_rules()
    path.unlink()
    if not gone:
        path.write_bytes(b"another")
    assert dict(book.rules) == kept
    assert path.exists() is not gone


@KEPT
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs a list of open files")
def test_a_rulebook_that_is_gone_leaves_no_file_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    books = [load_rules() for _ in range(3)]
    assert len(list(Path("/proc/self/fd").iterdir())) == before + 3
    del books
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x00\x00\x00\x00", b"what is this"])
def test_a_foreign_file_counts_as_absent(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "x.rules").write_bytes(content)
    assert recall("x") is None


def test_content_with_a_right_checksum_and_another_form_counts_as_absent() -> None:
    write_checked("x.rules", b"\x93\x01\x02\x03")
    assert read_checked("x.rules") == b"\x93\x01\x02\x03"
    assert recall("x") is None


def test_the_cache_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_NO_CACHE", "1")
    book = load_rules()
    remember("x", book)
    assert recall("x") is None
    assert not (tmp_path / "cache").exists()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CLEANER_CACHE_DIR", str(tmp_path / "file" / "below"))
    write_checked("x.rules", b"content")
    assert read_checked("x.rules") is None
