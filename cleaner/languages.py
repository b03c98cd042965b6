"""Language tags of the outside world (`en-US`, `eng_Latn`, `ger`) to the two letters that rules use.

Owns the spelling of tags only. Must not look at text.
"""

from __future__ import annotations

_PAIRS = """
afr af alb sq amh am ara ar arb ar arm hy aze az baq eu bel be ben bn bos bs bul bg bur my cat ca
ces cs chi zh cmn zh cym cy cze cs dan da deu de dut nl ell el eng en epo eo est et eus eu fas fa
fil tl fin fi fra fr fre fr geo ka ger de gle ga glg gl gre el guj gu heb he hin hi hrv hr hun hu
hye hy ice is ind id isl is ita it jav jv jpn ja kan kn kat ka kaz kk khm km kor ko kur ku lao lo
lat la lav lv lit lt ltz lb mac mk mal ml mar mr may ms mkd mk mlt mt mon mn msa ms mya my nep ne
nld nl nno nn nob nb nor no pan pa per fa pes fa pol pl por pt pus ps ron ro rum ro rus ru sin si
slk sk slo sk slv sl som so spa es sqi sq srp sr swa sw swe sv tam ta tel te tgl tl tha th tur tr
ukr uk urd ur uzb uz vie vi wel cy yue zh zho zh zsm ms
"""  # three letters, old and new, and their two
_LONGEST = 3


def subtag(tag: str) -> str | None:
    """Return the first subtag of a language tag in lower case, of two letters where it can be; else None."""
    first = tag.strip().replace("_", "-").split("-")[0].lower()
    if not first.isascii() or not first.isalpha() or not 2 <= len(first) <= _LONGEST:
        return None
    words = _PAIRS.split()
    return dict(zip(words[::2], words[1::2], strict=True)).get(first, first)
