"""The owner's password of the first start is the owner's to change."""

from pathlib import Path

from tests.e2e.mesh import running_mesh


def test_a_mesh_starts_again_after_its_owner_chose_another_password(tmp_path: Path):
    chosen = "another long phrase"
    with running_mesh(tmp_path) as mesh:
        change = {"current_password": mesh.credentials["password"], "new_password": chosen}
        mesh.account().post("/v1/me:changePassword", change)
    with running_mesh(tmp_path) as mesh:
        assert mesh.account(password=chosen).get("/v1/agents")["agents"]
        said = (tmp_path / "runner.log").read_text()
    assert "Sign in as before" in said
    assert mesh.credentials["password"] not in said
