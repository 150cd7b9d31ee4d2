"""Personal data is known by its check digits or its shape, and not by being a long number."""

import time

import pytest

from listener.advice.reading.private import private_data

PRIVATE = [
    "jean@ex.fr",
    "ada.l+shop@mail.example.co.uk",
    "06 12 34 56 78",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "0612345678",
    "06\u00a012\u00a034\u00a056\u00a078",
    "+33 6 12 34 56 78",
    "0033612345678",
    "+44 20 7946 0958",
    "+1 (555) 123-4567",
    "(555) 234-4567",
    "555-234-4567",
    "030 12345678",  # Germany
    "0171/1234567",
    "0470 12 34 56",  # Belgium
    "07911 123456",  # United Kingdom
    "FR76 3000 6000 0112 3456 7890 189",
    "fr1420041010050500013m02606",
    "DE89 3704 0044 0532 0130 00",
    "GB82 WEST 1234 5698 7654 32",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "3782 822463 10005",  # American Express
    "1 85 05 78 006 084 91",  # a French social security number
    "185057800608491",
    "2 69 05 49 588 157 80",
]
NOT_PRIVATE = [
    "le 12/03/2026 à 14 h 30",
    "05.06.2026 12:30",
    "le 05/06/2026 à 12h30",
    "du 01/02/2026 au 03/04/2026",
    "06 06 2026 0042",
    "2026-11-29 10:30:00",
    "12:30:45 13:45:00",
    "20 000 vélos",
    "1 000 000 000 €",
    "+20 000 000 €",
    "3,99 €",
    "v 1.2.3.4",
    "version 0.12.34.56.7890",
    "0.12.34.5678",
    "192.168.10.100",
    "order 0123456789",
    "Order #0123-4567-8901",
    "commande n° 0612345678",
    "ref 06-12-2026-0042-11",
    "facture 2026-0042-11",
    "lot 0601020304",
    "tracking 06123456789012",
    "Colissimo 6C01234567890",
    "ISBN 978-2-07-036822-8",
    "ISBN 2070368228",
    "978-2-07-036822-8",
    "9782070368228",
    "3017620422003",  # a bar code
    "IMEI 356938035643809",
    "SIRET 012 345 678 00012",
    "4111 1111 1111 1112",  # no card: the last digit does not fit
    "FR76 3000 6000 0112 3456 7890 188",  # no account
    "1 85 05 78 006 084 92",  # no social security number
    "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "@ada@social.example",  # a handle
    "6-4 6-3 7-6",
]
HOSTILE = ["a", "1 ", "0 ", "01 23 ", "a@", "a.b-", "FR76", "+1", "order ", "4111", "12/", "("]


@pytest.mark.parametrize("text", PRIVATE)
def test_personal_data_is_seen_as_people_write_it(text: str) -> None:
    assert private_data(f"voici : {text}.") == text
    assert private_data(text) == text


@pytest.mark.parametrize("text", NOT_PRIVATE)
def test_dates_orders_books_and_versions_are_not_personal_data(text: str) -> None:
    assert private_data(f"voici : {text}.") is None
    assert private_data(text) is None


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.slow
def test_a_text_of_twice_the_length_takes_about_twice_the_time(piece: str) -> None:
    def seconds(length: int) -> float:
        started = time.thread_time()
        private_data(piece * (length // len(piece)))
        return time.thread_time() - started

    short = min(seconds(40_000) for _ in range(3))
    assert min(seconds(320_000) for _ in range(2)) < 24 * max(short, 0.001)  # a square would be 64
