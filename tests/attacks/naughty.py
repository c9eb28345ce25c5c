"""Texts and bytes that break programs which do not expect them, by what they attack."""

BLANK = ("", " ", "\t\r\n", "\u00a0\u2003\u3000", "\u200b\u2060\ufeff")
CONTROLS = ("\x00", "a\x00b", "\x1b[31mred", "\x7f\x85\x9f", "line\r\nBcc: someone@example.test")
NUMBERS = ("-1", "0x1F", "1e309", "NaN", "-Infinity", "9" * 5000, "1_000", "٤٢", "²", "½", "1,5")
WORDS = ("null", "undefined", "None", "true", "__proto__", "__class__", "constructor")
DATES = ("29/02/2027", "2027-02-30", "0000-00-00", "10000-01-01", "-4713-01-01", "9999-12-31", "24:60")
QUERIES = ("' OR ''='", "'; DROP TABLE register_person; --", "\\", "%", "_", "%s%n%(x)s", "a\\' OR 1=1")
TEMPLATES = ("{{ 7 * 7 }}", "{% for a in b %}", "${jndi:ldap://127.0.0.1/}", "#{1}", "{0.__init__.__globals__}")
SCRIPTS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "]]><!--", "&#0;")
SHEETS = ('=HYPERLINK("http://127.0.0.1")', "+1+1", "@SUM(A1)", "-1|cmd")
PLACES = ("../../etc/passwd", "..\\..\\boot.ini", "file:///etc/passwd", "C:\\con\\aux", "//127.0.0.1//", "/%2e%2e/")
ADDRESSES = ("a@b@c", "a@" + "b" * 300 + ".test", '"a b"@example.test', "a@[127.0.0.1]", "a@example.test\nb@c.test")
SCRIPTS_OF_THE_WORLD = ("日本語の名前", "مُحَمَّد", "Ω≈ç√", "नमस्ते", "ဇော်ဂျီ", "Ｆｕｌｌ", "𝒪𝓈ℯ𝒾", "Ŵynne O’Dálaigh-Ðorð")
CASES = ("ß", "İıi̇", "ŉ", "ǰ", "ﬀ", "ﷺ" * 20)  # change their length with case or normalisation
MARKS = (
    "Z" + "\u0301" * 600,
    "\u202egnirts",
    "\u2066\u2069\u061c",
    "👩‍👩‍👧‍👦",
    "🏴\U000e0067\U000e0062\U000e007f",
    "\ue000\uffff\U0010ffff",
)
LONG = ("a" * 10_001, "\U0001f600" * 3000, "a " * 5000, "(" * 2000, "-" * 3000 + "!")

TEXTS = (
    *BLANK, *CONTROLS, *NUMBERS, *WORDS, *DATES, *QUERIES, *TEMPLATES, *SCRIPTS, *SHEETS, *PLACES, *ADDRESSES,
    *SCRIPTS_OF_THE_WORLD, *CASES, *MARKS, *LONG,
)  # fmt: skip

NOT_TEXT = (
    b"\x00",
    b"\xff\xfe\x00a",  # UTF-16
    b"caf\xe9",  # Latin-1
    b"\xc0\x80",  # NUL, too long by one
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xf4\x90\x80\x80",  # beyond the last character
    b"\xe2\x82",  # cut off
)
"""Bytes that are no UTF-8 text, or none that can be stored."""

BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"a": "\\ud800"}',
    b'{"a": "\xed\xa0\x80"}',
    b'{"a": "caf\xe9"}',
    b'{"a": "\\u0000"}',
    b'{"a": 1, "a": 1}',
    b'{"a": NaN}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b'{"a": 1e99999}',
    b"[" * 100_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b'{"a": "' + b"x" * 900_000 + b'"}',
    b"{" + b",".join(b'"%d": 0' % number for number in range(50_000)) + b"}",
)
"""JSON that is none, or is too much."""

HEADERS: tuple[dict[str, str], ...] = (
    {"X-Request-ID": "a\tb"},
    {"X-Request-ID": "x" * 10_000},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer " + "\xff" * 100},
    {"Authorization": "Basic !!!"},
    {"Authorization": "Basic " + "QQ" * 5000},
    {"Cookie": "session=" + "\xff" * 50 + "; csrf=\x7f; ;;=;=x"},
    {"Cookie": "session=" + "a" * 8000},
    {"Cookie": "messages=W1siX19qc29uX21lc3NhZ2UiXQ:x:y; browser=\\000"},
    {"Accept": "*/*;q=NaN, ,;, text/html;q=" + "9" * 400},
    {"Accept-Language": "xx-" * 500},
    {"Accept-Encoding": "\xff, gzip;q=-1"},
    {"Content-Length": "-1"},
    {"Content-Length": "1e3"},
    {"Content-Length": "٣"},
    {"Content-Length": "9" * 40},
    {"Content-Type": "application/json; charset=\xff"},
    {"Content-Type": "application/json; charset=utf-7"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=" + "x" * 300},
    {"Content-Type": "multipart/form-data; boundary=x; charset=hex"},
    {"Content-Type": "application/x-www-form-urlencoded; charset=idna"},
    {"Content-Type": ";;;"},
    {"Content-Encoding": "gzip"},
    {"Idempotency-Key": "k\xe9y"},
    {"Idempotency-Key": "x" * 100_000},
    {"Host": "evil.example"},
    {"Host": "a b\xff"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-For": "\xff, 127.0.0.1" * 100},
    {"Origin": "null"},
    {"Referer": "http://[::1"},
    {"If-Modified-Since": "Thu, 99 Xxx 99999999 99:99:99 GMT"},
    {"If-None-Match": '"' * 500},
    {"If-Match": "*" * 500},
    {"Range": "bytes=-9999999999999999999999-,,"},
)
