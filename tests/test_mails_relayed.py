"""Customers' mails that a group or a form passed on are read, as who wrote them; newsletters are not."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from test_mails import got, mail

from connectors.inbound.mails import open_mail
from connectors.kit.contract import Author

GROUP = {
    "X_Google_Group_Id": "1756457",
    "Precedence": "list",
    "List_ID": "<help.acme.example>",
    "List_Unsubscribe": "<mailto:googlegroups-manage+1756457+unsubscribe@googlegroups.com>",
}
OWN = {"List_Id": "<help.acme.example>", "List_Unsubscribe": "<mailto:help+out@acme.example>"}
VIA = {"From": "'Nora Petit' via Help <help@acme.example>"}


def is_counted_only(tmp_path: Path, made: EmailMessage) -> bool:
    path = tmp_path / "a.eml"
    path.write_bytes(made.as_bytes())
    return open_mail(path).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<help.acme.example>"},
        {"Precedence": "list"},
        OWN,
        GROUP,
        {**OWN, "Precedence": "bulk"},
        {"List_Id": "Desk <desk.acme.example>", "List_Unsubscribe": "<mailto:out@x.example>"},
        {**OWN, "To": "Nora <n@x.example>", "Cc": "help@acme.example"},
        {**OWN, "To": "undisclosed", "Delivered_To": "jo@acme.example"},
    ],
    ids=["list", "precedence", "own list", "google", "bulk", "alias", "copy", "hidden"],
)
def test_a_customer_who_writes_to_a_group_of_ours_is_read(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    [one] = got(tmp_path, mail(**headers)).mentions
    assert one.text == "My battery is dead."
    assert one.author == Author(id="nora@mail.example", name="Nora Petit")
    assert one.addressed is True


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"X_BeenThere": "talk@x.example"}, ""),
        ({"X_Mailman_Version": "3.3.8"}, ""),
        ({"Mailing_List": "list talk@x.example; contact talk+owners@x.example"}, ""),
        ({"List_Post": "<https://x.example/post>, <mailto:talk@x.example>"}, ""),
        ({"From": "Nora <nora.petit@gmail.com>"}, ""),
        ({"Subject": "Re: your order", "In_Reply_To": "<m0@acme.example>"}, ""),
        ({}, "\n-- \nYou received this message because you are subscribed to the Google Groups \"Help\" group."),
        ({}, "\nYou're receiving this message because you're a member of the Help group from Acme. To take part, reply all.\n"),
    ],
)  # fmt: skip
def test_what_only_people_or_their_groups_send_is_no_newsletter(
    tmp_path: Path, headers: dict[str, str], body: str
) -> None:
    made = mail(f"It burnt.{body}", List_Unsubscribe="<mailto:out@x.example>", **headers)
    assert got(tmp_path, made).texts == ["It burnt."]


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<news.promo.example>"},
        {"List_Id": "<1.list-id.esp.example>", "Precedence": "bulk"},
        {"List_Id": "<news.acme.example>", "From": "Acme <news@acme.example>"},
        {"List_Id": "<news.promo.example>", "List_Post": "NO"},
        {"From": "Ann Lee via Network <updates@network.example>"},
        {"From": "Promo <promo@gmail.com>", "Precedence": "bulk"},
        {"Subject": "Re: your cart"},
        {"List_Id": "<gmail.com>", "To": "shop@gmail.com"},
    ],
)
def test_a_newsletter_is_not_read(tmp_path: Path, headers: dict[str, str]) -> None:
    made = mail(**{"From": "Promo <news@promo.example>", **headers}, List_Unsubscribe="<https://x>")
    assert is_counted_only(tmp_path, made)


@pytest.mark.parametrize(
    ("headers", "author"),
    [
        ({**VIA, "X_Original_From": "Nora <n@x.example>"}, Author(id="n@x.example", name="Nora")),
        ({**VIA, "X_Original_From": "n@x.example"}, Author(id="n@x.example", name="Nora Petit")),
        ({**VIA, "Reply_To": "Help <help@acme.example>, n@x.example"}, Author(id="n@x.example", name="Nora Petit")),
        ({**VIA, "Cc": "Jo <jo@x.example>, Nora Petit <n@x.example>"}, Author(id="n@x.example", name="Nora Petit")),
        ({**VIA, "X_Original_Sender": "n@x.example"}, Author(id="n@x.example", name="Nora Petit")),
        ({"From": '"\'n@x.example\' via Help" <help@acme.example>'}, Author(id="n@x.example", name="n@x.example")),
        ({"From": '"Nora (via help list)" <help@lists.acme.example>', "Reply_To": "n@gmail.com"}, Author(id="n@gmail.com", name="Nora")),
        ({"From": "Nora via Help <n=x.example@acme.example>"}, Author(id="n@x.example", name="Nora")),
        ({"From": "'Nora' via Help <desk@acme.fr>", "List_Id": "<desk.acme.fr>", "Reply_To": "n@x.example"}, Author(id="n@x.example", name="Nora")),
        (VIA, Author(id="Nora Petit", name="Nora Petit")),
        ({"From": "Acme <wordpress@acme.example>", "Reply_To": "Nora <n@x.example>"}, Author(id="n@x.example", name="Nora")),
        ({"From": "Acme <no-reply@acme.example>", "Reply_To": "n@x.example"}, Author(id="n@x.example", name="n@x.example")),
        ({"From": "Acme <help@acme.example>", "Reply_To": "n@x.example"}, Author(id="n@x.example", name="n@x.example")),
        ({"From": "Jo <jo@acme.example>", "Reply_To": "n@x.example"}, Author(id="jo@acme.example", name="Jo")),
        ({"From": "Ann via Network <up@network.example>", "Reply_To": "n@x.example"}, Author(id="up@network.example", name="Ann via Network")),
        ({"From": "Nora <n@gmail.com>", "To": "n@gmail.com", "Reply_To": "w@x.example"}, Author(id="n@gmail.com", name="Nora")),
    ],
)  # fmt: skip
def test_who_wrote_is_told_though_the_mail_was_passed_on(
    tmp_path: Path, headers: dict[str, str], author: Author
) -> None:
    assert got(tmp_path, mail(**headers)).mentions[0].author == author


def test_what_a_form_of_ours_sends_is_its_writers_though_it_calls_itself_generated(
    tmp_path: Path,
) -> None:
    form = {"From": "Acme <form@acme.example>", "Auto_Submitted": "auto-generated"}
    written = mail(**form, Precedence="bulk", Reply_To="n@x.example")
    assert got(tmp_path, written).texts == ["My battery is dead."]
    assert is_counted_only(tmp_path, mail(**form))


def test_an_answer_through_a_group_is_not_taken_for_a_colleagues_forward(tmp_path: Path) -> None:
    ours = "De : Acme <help@acme.example>\nEnvoyé : lundi 2 novembre 2026 09:12\nÀ : Nora\nObjet : Freins\n\nTout va bien."
    made = mail(
        f"Still dead.\n\n{ours}", **VIA, Reply_To="n@x.example", Subject="[Help] RE: Freins"
    )
    [one] = got(tmp_path, made).mentions
    assert (one.text, one.author) == ("Still dead.", Author(id="n@x.example", name="Nora Petit"))


@pytest.mark.parametrize(
    ("to", "by", "addressed"),
    [
        ("help@acme.example", "", True),
        ("velo@acme.example", "", True),
        ("velo@acme.example", "jo@acme.example", True),
        ("velo@acme.example", "jo@other.example", None),
        ("velo-talk@acme.example", "", None),
        ("velo-talk@acme.example", "jo@acme.example", True),
        ("velo@lists.acme.example", "", None),
        ("sav@lists.acme.example", "", True),
        ("help@other.example", "", None),
    ],
)
def test_a_group_where_customers_write_is_spoken_to_and_a_list_that_talks_is_not(
    tmp_path: Path, to: str, by: str, addressed: bool | None
) -> None:
    list_id = f"<{to.replace('@', '.')}>" if "other" not in to else "<talk.example>"
    made = mail(To=to, List_Id=list_id, Delivered_To=by)
    [one] = got(tmp_path, made).mentions
    assert one.addressed is addressed
    assert one.venue == (None if addressed else "public"), "what a list sends stands among many"


@pytest.mark.parametrize(
    "footer",
    [
        '-- \nYou received this message because you are subscribed to the Google Groups "Help" group.\nTo unsubscribe from this group, send an email.',
        "_______________________________________________\nHelp mailing list -- help@acme.example\nTo unsubscribe send an email to help-leave@acme.example",
        "_______________________________________________\nHelp mailing list\nHelp@acme.example\nhttps://acme.example/listinfo",
        "You're receiving this message because you're a member of the Help group from Acme. To take part in this conversation, reply all to this message.\n\nView group files   |   Leave group",
        "Vous recevez ce message, car vous êtes membre du groupe SAV d’Acme. Pour participer, répondez à tous.",
    ],
)  # fmt: skip
def test_what_a_group_writes_below_each_mail_is_nobodys_words(tmp_path: Path, footer: str) -> None:
    assert got(tmp_path, mail(f"It burnt.\n\n{footer}\n", **GROUP)).texts == ["It burnt."]
    said = "It burnt.\n-----\nI am on your mailing list\nand angry"
    assert got(tmp_path, mail(said, **GROUP)).texts == [said]
