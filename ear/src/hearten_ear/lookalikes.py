"""Characters that look like a Latin letter and are not decomposed to one by Unicode.

Our own table, drawn up by eye for disguised words: Cyrillic, Greek, Armenian, Cherokee, small capitals, squared and
regional letters. It is used for matching alone; text is never shown folded.
"""

_ROWS = (
    "aаαɑ∂ᴀꭺ🅰🄰", "bьвʙβЬВḅƅᏏ🅱🄱", "cсϲᴄςⅽᏟ🄲©", "dԁɗᴅⅾᎠ🄳", "eеєεҽᴇℯᎬ€🄴ɘǝ", "fғƒꜰſϝ🄵",
    "gɡցɢ🄶", "hһнʜᏂհ🄷", "iіıɩιᎥӏɪ¡🄸", "jјʝᴊϳ🄹", "kкκᴋ🄺", "lⅼʟᏞ£ł🄻ℓ", "mмⅿᴍ🄼", "nпղηɴռ🄽ո",
    "oоοօσᴏ૦ө🄾🅾ø०", "pрρᴘᏢ🄿🅿þ", "qԛզ🅀", "rгʀɾᎡ🅁", "sѕʂꜱᏚ🅂§", "tтτᴛ🅃†",
    "uυսᴜц🅄μ", "vѵνᴠⅴ🅅", "wԝωᴡш🅆", "xхχ×🅇", "yуүγʏ🅈¥", "zᴢᏃ🅉",
)  # fmt: skip

LOOKALIKES = {char: row[0] for row in _ROWS for char in row[1:]}
LOOKALIKES |= {chr(0x1F1E6 + n): chr(ord("a") + n) for n in range(26)}  # regional indicators
LOOKALIKES |= {chr(0x1F170 + n): chr(ord("a") + n) for n in range(26)}  # negative squared
LOOKALIKES |= {chr(0x1F150 + n): chr(ord("a") + n) for n in range(26)}  # negative circled
