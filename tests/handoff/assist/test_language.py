"""Languages: of several scripts, of short texts, and of those too short to say."""

import pytest

from handoff.assist.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Where is my order?", "en"),
        ("Mein Paket ist nicht angekommen", "de"),
        ("Où est mon colis ?", "fr"),
        ("Necesito hablar con un agente", "es"),
        ("Hvor er pakken min?", "no"),
        ("Hvad koster det?", "da"),
        ("Var är mitt paket?", "sv"),
        ("Nie mogę się zalogować", "pl"),
        ("Waar is mijn pakket?", "nl"),
        ("Dov'è il mio ordine?", "it"),
        ("Где мой заказ?", "ru"),
        ("Де моє замовлення?", "uk"),
        ("こんにちは、注文はどこですか", "ja"),
        ("我的订单在哪里", "zh"),
        ("배송이 언제 오나요", "ko"),
        ("نعم شكرا", "ar"),
        ("שלום, איפה ההזמנה שלי", "he"),
        ("मेरा ऑर्डर कहाँ है", "hi"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize("text", ["", "ok", "FJ-48213", "🛁🌊", "Agent", "12", "Rondane 3"])
def test_what_is_too_short_is_not_guessed(text: str) -> None:
    assert language(text) == "und"
