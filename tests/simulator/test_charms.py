"""Charms: URLs, what CharmInfo tells, revisions, and Charmhub with and without a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asking import Asking, Failure

from fakejuju.charmstore import CharmStore
from fakejuju.domain import charms
from fakejuju.domain.charm_archive import NotACharm, make_archive, read_charm
from fakejuju.errors import FakeJujuError
from fakejuju.refused import Refused
from fakejuju.state.application import Charm
from fakejuju.state.entity import Base

NO_NETWORK = (
    'resolving with preferred channel: Post "https://api.charmhub.io/v2/charms/refresh": '
    "dial tcp: lookup api.charmhub.io on 10.255.255.53:53: no such host"
)
"""Recorded on 3.6.28 and 4.0.15."""


def archive(name: str = "myapp", **files: str) -> bytes:
    """A charm archive."""
    return make_archive({"metadata.yaml": f"name: {name}\nsummary: S\ndescription: D\n", **files})


def origin(**given: Any) -> dict[str, Any]:
    """A charm origin of 3.x."""
    base = {"name": "ubuntu", "channel": "22.04"}
    return {"source": "charm-hub", "type": "charm", "id": "", "architecture": "amd64", "base": base, **given}


class TestUrls:
    @pytest.mark.parametrize(
        "text",
        [
            "local:jammy/myapp-0",
            "local:alpha-3",
            "ch:amd64/jammy/mysql-12",
            "ch:mysql",
            "cs:~bob/trusty/mysql-1",
        ],
    )
    def test_written_as_they_are_read(self, text: str) -> None:
        assert str(charms.parse_url(text)) == text

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", 'cannot parse name and/or revision in URL "": name "" not valid'),
            ("ftp:mysql", 'cannot parse URL "ftp:mysql": schema "ftp" not valid'),
        ],
    )
    def test_what_is_none(self, text: str, said: str) -> None:
        with pytest.raises(Refused) as refused:
            charms.parse_url(text)

        assert (str(refused.value), refused.value.failure.code) == (said, "not valid")


class TestArchives:
    def test_charmcraft_stands_in_for_what_is_missing(self) -> None:
        text = (
            "name: one\nsummary: S\nbase: ubuntu@24.04\n"
            "config: {options: {a: {type: int}}}\nactions: {go: {}}\n"
        )

        files = read_charm(make_archive({"charmcraft.yaml": text}))

        assert files.metadata["name"] == "one"
        assert files.config == {"options": {"a": {"type": "int"}}}
        assert files.actions == {"go": {}}
        assert files.manifest["bases"][0]["channel"] == "24.04"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"no", "zip: not a valid zip file"),
            (make_archive({"README": "x"}), 'archive file "metadata.yaml" not found'),
        ],
    )
    def test_what_is_no_charm(self, data: bytes, said: str) -> None:
        with pytest.raises(NotACharm) as wrong:
            read_charm(data)

        assert str(wrong.value) == said


class TestInfo:
    def test_endpoints_options_and_actions(self) -> None:
        asking = Asking("4.0")
        metadata = "name: alpha\nsummary: S\ndescription: D\nprovides: {db: {interface: testdb}}\n"
        files = {
            "metadata.yaml": metadata,
            "config.yaml": "options: {flag: {type: boolean, description: F}, count: {type: int, default: 3}}",
            "actions.yaml": "do-thing: {description: Do a thing., params: {what: {type: string}}}",
            "manifest.yaml": "bases: [{name: ubuntu, channel: '22.04', architectures: [amd64]}]",
        }
        charms.add_local_charm(asking.sim, asking.uuid, make_archive(files))

        told = asking.ask("Charms", 7, "CharmInfo", {"url": "local:alpha-0"})

        assert told["url"] == "local:amd64/alpha-0"
        assert told["config"] == {
            "count": {"type": "int", "default": 3},
            "flag": {"type": "boolean", "description": "F"},
        }
        assert sorted(told["meta"]["provides"]) == ["db", "juju-info"]
        assert told["manifest"]["bases"][0]["channel"] == "22.04/stable"
        assert told["actions"]["specs"]["do-thing"]["params"] == {
            "additionalProperties": False,
            "type": "object",
            "title": "do-thing",
            "description": "Do a thing.",
            "properties": {"what": {"type": "string"}},
        }

    def test_the_implicit_endpoint_is_told_since_4_0(self) -> None:
        asking = Asking("3.6")
        charms.add_local_charm(asking.sim, asking.uuid, archive(), series="jammy")

        told = asking.ask("Charms", 7, "CharmInfo", {"url": "local:jammy/myapp-0"})

        assert "provides" not in told["meta"]

    def test_one_that_is_not_there(self) -> None:
        told = Asking("3.6").ask("Charms", 7, "CharmInfo", {"url": "ch:nope"})

        assert told == Failure('charm "ch:nope" not found', "not found")


class TestLocalCharms:
    def test_a_revision_is_never_used_twice(self) -> None:
        asking = Asking("3.6")
        for _ in range(2):
            charms.add_local_charm(asking.sim, asking.uuid, archive(), series="jammy", revision=0)
        with asking.sim.state.transaction() as state:
            for charm in state.all(Charm, asking.uuid):
                state.remove(charm)

        again = charms.add_local_charm(asking.sim, asking.uuid, archive(), series="jammy", revision=0)

        assert again.url == "local:jammy/myapp-2"

    def test_one_that_nobody_uses_goes_after_its_dying(self) -> None:
        asking = Asking("3.6")
        charm = charms.add_local_charm(asking.sim, asking.uuid, archive(), series="jammy")

        charms.collect_charm(asking.sim, asking.uuid, charm.url)

        assert [one.life for one in asking.sim.state.all(Charm, asking.uuid)] == ["dying"]
        asking.sim.turn()
        assert asking.sim.state.all(Charm, asking.uuid) == []


class TestCharmhub:
    def test_one_that_cannot_be_reached(self) -> None:
        asking = Asking("3.6")
        item = {"reference": "ch:ubuntu", "charm-origin": origin(risk="stable")}

        told = asking.ask("Charms", 7, "ResolveCharms", {"resolve": [item]})
        added = asking.ask(
            "Charms", 7, "AddCharm", {"url": "ch:ubuntu-1", "charm-origin": origin(revision=1)}
        )

        assert told["Results"][0]["error"] == {"message": NO_NETWORK, "code": ""}
        before = 'retrieving essential metadata for charm "ch:ubuntu-1": resolving origin for "ubuntu": '
        assert added == Failure(before + NO_NETWORK, "")

    def test_a_name_is_resolved_and_fetched(self) -> None:
        asking = Asking("3.6")
        asking.sim.charmhub = CharmStore()
        item = {"reference": "ch:postgresql", "charm-origin": origin(track="14", risk="edge")}

        told = asking.ask("Charms", 7, "ResolveCharms", {"resolve": [item]})["Results"][0]
        asking.ask("Charms", 7, "AddCharm", {"url": told["url"], "charm-origin": told["charm-origin"]})

        assert told["charm-origin"]["track"] == "14"
        assert {"name": "ubuntu", "channel": "22.04/stable"} in told["supported-bases"]
        assert asking.ask("Charms", 7, "List", {"names": []}) == {"charm-urls": [told["url"]]}

    @pytest.mark.parametrize(("track", "risk"), [("nope", "stable"), ("14", "nope")])
    def test_a_channel_without_a_release_is_not_found(self, track: str, risk: str) -> None:
        asking = Asking("3.6")
        asking.sim.charmhub = CharmStore()
        item = {"reference": "ch:postgresql", "charm-origin": origin(track=track, risk=risk)}

        told = asking.ask("Charms", 7, "ResolveCharms", {"resolve": [item]})["Results"][0]

        assert f'charm or bundle not found for channel "{track}/{risk}"' in told["error"]["message"]

    def test_a_charm_is_found_under_the_url_that_it_was_added_by(self) -> None:
        asking = Asking("3.6")
        asking.sim.charmhub = CharmStore()
        url = "ch:amd64/jammy/mysql-240"  # as python-libjuju writes it for the charms of a bundle

        asking.ask("Charms", 6, "AddCharm", {"url": url, "charm-origin": origin(revision=240)})
        asking.ask("Charms", 6, "AddCharm", {"url": url, "charm-origin": origin(revision=240)})

        assert asking.ask("Charms", 6, "CharmInfo", {"url": url})["meta"]["name"] == "mysql"
        assert asking.ask("Charms", 6, "List", {"names": []}) == {"charm-urls": [url]}

        asking.ask(
            "Charms", 6, "AddCharm", {"url": "ch:amd64/mysql-240", "charm-origin": origin(revision=240)}
        )

        assert (
            asking.ask("Charms", 6, "CharmInfo", {"url": "ch:amd64/mysql-240"})["url"] == "ch:amd64/mysql-240"
        )

    def test_2_9_speaks_of_series(self) -> None:
        asking = Asking("2.9")
        asking.sim.charmhub = CharmStore()
        given = {"source": "charm-hub", "type": "charm", "id": "", "os": "ubuntu", "series": "jammy"}

        told = asking.ask(
            "Charms", 5, "ResolveCharms", {"resolve": [{"reference": "ch:mysql", "charm-origin": given}]}
        )

        assert told["Results"][0]["charm-origin"]["series"] == "jammy"
        assert told["Results"][0]["supported-series"] == ["jammy"]

    @pytest.mark.parametrize("juju", ["3.6", "4.0", "4.1"])
    def test_a_resource_of_the_store_has_its_revision(self, juju: str) -> None:
        """At revision 0 ``juju resources`` said at once that there is an update."""
        asking = Asking(juju)
        asking.sim.charmhub = CharmStore()
        asking.ask("Application", 22, "DeployFromRepository", {"Args": [{"CharmName": "redis-k8s"}]})

        wanted = {"entities": [{"tag": "application-redis-k8s"}]}
        (told,) = asking.ask("Resources", 3, "ListResources", wanted)["results"]

        (used,), (newest,) = told["resources"], told["charm-store-resources"]
        assert (used["origin"], used["revision"]) == ("store", newest["revision"])

    def test_a_name_that_is_not_there(self) -> None:
        asking = Asking("3.6")
        asking.sim.charmhub = CharmStore()
        item = {"reference": "ch:nope", "charm-origin": origin()}

        told = asking.ask("Charms", 7, "ResolveCharms", {"resolve": [item]})

        assert 'No charm or bundle with name "nope"' in told["Results"][0]["error"]["message"]


class TestStore:
    def test_built_in_charms_can_be_read(self) -> None:
        store = CharmStore()

        names = {charm.name: charm.files for charm in store.find()}

        assert {"postgresql", "mysql", "nrpe", "prometheus-k8s"} <= set(names)
        assert names["nrpe"].metadata["subordinate"] is True
        assert all(read_charm(charm.archive).metadata["name"] == charm.name for charm in store.find())

    def test_a_folder_of_charms(self, tmp_path: Path) -> None:
        (tmp_path / "mysql_r3.charm").write_bytes(archive("mysql"))
        (tmp_path / "mysql_r12.charm").write_bytes(archive("mysql"))
        (tmp_path / "loose").mkdir()
        (tmp_path / "loose" / "metadata.yaml").write_text("name: loose\nsummary: S\n")

        store = CharmStore(tmp_path)

        assert store.resolve("mysql").charm.revision == 12
        assert store.resolve("mysql", revision=3).charm.revision == 3
        assert store.resolve("loose").base == Base("ubuntu", "22.04/stable")

    def test_what_is_no_charm_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "bad.charm").write_bytes(b"no")

        with pytest.raises(FakeJujuError, match=r"bad\.charm is no charm: zip: not a valid zip file"):
            CharmStore(tmp_path).resolve("bad")

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (("nope",), 'No charm or bundle with name "nope"'),
            (("mysql", "9/stable"), 'not found for channel "9/stable"'),
            (("mysql", "", 1), "No revision was found"),
            (("mysql", "", None, Base("ubuntu", "20.04/stable")), 'base "amd64/ubuntu/20.04/stable"'),
        ],
    )
    def test_what_it_has_not(self, asked: tuple[Any, ...], said: str) -> None:
        with pytest.raises(Refused, match=said):
            CharmStore().resolve(*asked)


class TestJuju1:
    def test_charms_of_the_charm_store(self) -> None:
        asking = Asking("1.25")
        asking.sim.charmhub = CharmStore()

        resolved = asking.ask("Client", 0, "ResolveCharms", {"References": ["mysql", "local:mysql"]})
        asking.ask("Client", 0, "AddCharm", {"URL": "cs:trusty/mysql-29"})

        assert resolved["URLs"][0]["URL"] == "cs:trusty/mysql"
        assert "only charm store charm references" in resolved["URLs"][1]["Error"]
        told = asking.ask("Client", 0, "CharmInfo", {"CharmURL": "cs:trusty/mysql-29"})
        assert (told["URL"], told["Meta"]["Name"]) == ("cs:trusty/mysql-29", "mysql")

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("cs:trusty/mysql", "charm URL must include revision"),
            ("local:trusty/mysql-1", "only charm store charm URLs are supported, with cs: schema"),
        ],
    )
    def test_what_is_not_fetched(self, url: str, said: str) -> None:
        told = Asking("1.25").ask("Client", 0, "AddCharm", {"URL": url})

        assert told.message == said

    @pytest.mark.parametrize("juju", ["1.18", "1.23", "1.25"])
    def test_a_charm_that_the_controller_lacks_is_fetched_when_it_is_deployed_or_changed_to(
        self, juju: str
    ) -> None:
        asking = Asking(juju)
        asking.sim.charmhub = CharmStore()

        asking.ask("Client", 0, "ServiceDeploy", {"ServiceName": "db", "CharmUrl": "cs:trusty/mysql-1"})
        asking.ask("Client", 0, "ServiceSetCharm", {"ServiceName": "db", "CharmUrl": "cs:trusty/mysql-2"})

        told = asking.ask("Client", 0, "ServiceGetCharmURL", {"ServiceName": "db"})
        assert told["Result"] == "cs:trusty/mysql-2"

    @pytest.mark.parametrize(
        ("juju", "url", "said"),
        [
            (
                "1.18",
                "cs:trusty/nope-1",
                'cannot download charm "cs:trusty/nope-1": charm not found: cs:trusty/nope-1',
            ),
            ("1.25", "cs:trusty/nope-1", 'cannot retrieve "cs:trusty/nope-1": charm not found'),
            ("1.25", "local:trusty/nope-1", 'charm url has unsupported schema "local"'),
            ("1.25", "cs:trusty/mysql", "charm url must include revision"),
        ],
    )
    def test_a_charm_that_cannot_be_fetched_is_not_deployed(self, juju: str, url: str, said: str) -> None:
        asking = Asking(juju)
        asking.sim.charmhub = CharmStore()

        told = asking.ask("Client", 0, "ServiceDeploy", {"ServiceName": "db", "CharmUrl": url})

        assert told.message == said
        assert asking.ask("Client", 0, "FullStatus")["Services"] == {}


def test_the_bundles_of_libjuju_2_9_deploy_with_the_id_alone() -> None:
    # python-libjuju 2.9.49.1 asks CharmHub.Info for the id and puts it in the origin; 3.x refuses that.
    asking = Asking("2.9")
    asking.sim.charmhub = CharmStore()
    item = {"reference": "ch:mysql", "charm-origin": origin(risk="stable", track="8.0")}
    told = asking.ask("Charms", 4, "ResolveCharms", {"resolve": [item]})["Results"][0]
    asking.ask("Charms", 4, "AddCharm", {"url": told["url"], "charm-origin": told["charm-origin"]})
    known = {**told["charm-origin"], "id": "the-id-of-mysql"}

    item = {"application": "my", "charm-url": told["url"], "charm-origin": known, "series": "jammy"}
    answer = asking.ask("Application", 13, "Deploy", {"applications": [{**item, "num-units": 1}]})

    assert answer == {"results": [{}]}
