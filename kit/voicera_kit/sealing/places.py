"""Names the places values are sealed for, where one service seals and another opens."""


def credential_place(organization_id: str, credential_id: str, name: str) -> str:
    """The place of one value of a credential that agents keeps."""
    return f"{organization_id}/{credential_id}/{name}"
