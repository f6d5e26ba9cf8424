"""Who a few words name: sides, countries and offices in English, French and Korean."""

from django.test import SimpleTestCase

from commitments.language.lexicon.countries import long_codes, nations
from commitments.language.lexicon.offices import fold_name, office_of
from commitments.language.lexicon.owners import OwnerReader, find_side_in_heading

RECORD = {
    "mofa": "KR",
    "외교부": "KR",
    "knpa": "KR",
    "mfaic": "KH",
    "ministry of interior": "KH",
    "moi": "KH",
}


def has_name(name: str) -> frozenset[str]:
    """Know the names of the record above."""
    return frozenset({RECORD[fold_name(name)]}) if fold_name(name) in RECORD else frozenset()


READER = OwnerReader("KR", "KH", has_name)
OURS = (
    "ROK; R.O.K.; S. Korea; South Korea; Republic of Korea; the Republic of Korea; Korea, Rep.; Rep. of "
    "Korea; Korean side; Government of Korea; Korean Govt.; la Corée; la partie coréenne; côté coréen; le "
    "gouvernement coréen; République de Corée; 한국; 한국측; 한국 측; 한측; 한국 정부; 대한민국; Seoul; "
    "KOR; KR; our side; us; 우리 측"
)
THEIRS = (
    "Cambodia; CAMBODIA; Kingdom of Cambodia; The Kingdom of Cambodia; Cambodian side; Cambodians; RGC; "
    "Royal Government of Cambodia; Govt. of Cambodia; Cambodian authorities; Cambodge; le Cambodge; la "
    "partie cambodgienne; Côté cambodgien; Gouvernement royal du Cambodge; autorités cambodgiennes; "
    "캄보디아; 캄측; 캄보디아측; 캄보디아 정부; 캄보디아 왕국 정부; 캄; Phnom Penh; KHM; KH; their side; "
    "상대측"
)
BOTH = (
    "both; both sides; Both Parties; the two governments; each side; the Parties; the Participants; joint; "
    "Korea and Cambodia; ROK & Cambodia; Cambodia/Korea; Korea and Cambodia jointly; Korean and Cambodian "
    "sides; Joint (Korea and Cambodia); les deux parties; les Parties; conjointement; Cambodge et Corée; "
    "양측; 양국; 쌍방; 공동; 한·캄; 한캄 공동; 한-캄 공동; 한국과 캄보디아; 양국 정부"
)
UNCLEAR = (
    "Secretariat; all; TBD; World Bank; Korea or Cambodia; Korea with Cambodia; Korea (lead), Cambodia "
    "(support); Korean Red Cross; Samsung Korea; Kim Minsu; host country; Cambodia (KNPA); see remarks; "
    "추후 결정"
)
OFFICES = {
    "Korea (MOFA)": ("KR", "MOFA"),
    "MOFA (ROK)": ("KR", "MOFA"),
    "ROK/MOFA": ("KR", "MOFA"),
    "Korea: MOFA": ("KR", "MOFA"),
    "외교부(한)": ("KR", "외교부"),
    "KOICA": ("KR", "KOICA"),
    "Republic of Korea (KOICA)": ("KR", "KOICA"),
    "산업통상자원부": ("KR", "산업통상자원부"),
    "Korean National Police Agency": ("KR", "Korean National Police Agency"),
    "Kingdom of Cambodia - MoI": ("KH", "MoI"),
    "Cambodia (MOFA)": ("KH", "MOFA"),
    "Ministry of Interior, Cambodia": ("KH", "Ministry of Interior"),
    "Cambodian Ministry of Labour": ("KH", "Ministry of Labour"),
    "캄보디아 내무부": ("KH", "내무부"),
    "캄 내무부": ("KH", "내무부"),
    "캄보디아측(내무부)": ("KH", "내무부"),
    "MLVT": ("KH", "MLVT"),
    "ministère de l’Intérieur du Cambodge": ("KH", "ministère de l’Intérieur"),
    "Ministère des Affaires étrangères (Corée)": ("KR", "Ministère des Affaires étrangères"),
    "Ministry of Trade, Industry and Energy (Korea)": ("KR", "Ministry of Trade, Industry and Energy"),
    "Embassy of Korea": ("KR", "Embassy"),
    "MEAE": ("FR", "MEAE"),
    "MAECI, Cambodge": ("KH", "MAECI"),
    "MAECI": ("KH", "MAECI"),
    "Korea Desk, Cambodian National Police": ("KH", "Cambodian National Police"),
    "Airport Unit of the General Department of Customs, Cambodia": (
        "KH",
        "Airport Unit of the General Department of Customs",
    ),
}


def read(text: str) -> list[tuple[str, str]] | None:
    """Read a text; give the countries and the office of each phrase."""
    found = READER.read(text)
    return None if found is None else [(" ".join(sorted(one.countries)), one.office) for one in found]


class OwnerTests(SimpleTestCase):
    def test_a_side_is_understood_in_any_spelling(self) -> None:
        for texts, codes in ((OURS, "KR"), (THEIRS, "KH"), (BOTH, "KH KR")):
            for text in texts.split("; "):
                with self.subTest(text):
                    self.assertEqual(read(text), [(codes, "")])

    def test_an_office_is_understood_with_its_country(self) -> None:
        for text, (code, office) in OFFICES.items():
            with self.subTest(text):
                self.assertEqual(read(text), [(code, office)])

    def test_a_name_of_the_record_needs_no_country_and_several_owners_are_read_one_by_one(self) -> None:
        self.assertEqual(read("MFAIC"), [("", "MFAIC")])
        self.assertEqual(read("Ministry of Interior"), [("", "Ministry of Interior")])
        self.assertEqual(read("MOFA/MOI"), [("", "MOFA"), ("", "MOI")])
        self.assertEqual(read("Korea (MOFA, MOJ)"), [("KR", "MOFA"), ("KR", "MOJ")])
        self.assertEqual(read("Korea, Japan"), [("JP KR", "")])

    def test_the_country_of_an_embassy_is_not_that_of_its_seat(self) -> None:
        for text, code in (
            ("Embassy of the Republic of Korea in Cambodia", "KR"),
            ("Korean Embassy in Phnom Penh", "KR"),
            ("Embassy of Cambodia in Seoul", "KH"),
            ("Ambassade du Cambodge à Séoul", "KH"),
            ("주한 캄보디아 대사관", "KH"),
            ("주한캄보디아대사관 영사과", "KH"),
            ("주캄보디아 대사관", "KR"),
            ("주캄보디아왕국 대한민국 대사관", "KR"),
        ):
            with self.subTest(text):
                self.assertEqual([phrase[0] for phrase in read(text) or ()], [code])

    def test_a_body_of_a_state_behind_the_name_of_a_side_is_an_office_of_it(self) -> None:
        for words, code in (
            ("Cambodian Customs", "KH"),
            ("ROK Navy", "KR"),
            ("KH Fisheries", "KH"),
            ("Eximbank de Corée", "KR"),
            ("캄보디아 세관", "KH"),
            ("MOI Cambodia (Consular Dept.)", "KH"),
            ("농림축산검역본부", "KR"),
        ):
            with self.subTest(words):
                phrases = READER.read(words) or ()
                self.assertEqual([one.countries for one in phrases], [frozenset({code})])
                self.assertTrue(phrases[0].office)
        for words in ("Korea by March", "Japanese Customs", "Korea together with Japan"):
            with self.subTest(words):
                self.assertFalse(
                    {"KR", "KH"} & {one for each in READER.read(words) or () for one in each.countries}
                )
        self.assertEqual(READER.side("comité conjoint"), frozenset({"KR", "KH"}))

    def test_an_office_with_a_country_of_its_own_is_no_office_of_another(self) -> None:
        self.assertEqual(read("ROK (MOF), Cambodia"), [("KR", "MOF"), ("KH", "")])
        self.assertEqual(read("캄보디아 개발위원회"), [("KH", "개발위원회")])

    def test_a_heading_names_the_side_of_the_rows_below_it(self) -> None:
        for text, codes in (
            ("II. Commitments of Cambodia (4)", {"KH"}),
            ("Actions to be taken by the Korean side:", {"KR"}),
            ("« Engagements de la partie cambodgienne »", {"KH"}),
            ("가. 한국 측 조치사항", {"KR"}),
            ("Joint actions", {"KR", "KH"}),
            ("Cooperation with Cambodia", set()),
            ("1. Trade", set()),
            ("Korean language", set()),
        ):
            with self.subTest(text):
                self.assertEqual(find_side_in_heading(text, READER), codes)

    def test_what_does_not_determine_an_owner_is_left_open(self) -> None:
        for text in UNCLEAR.split("; "):
            with self.subTest(text):
                self.assertIsNone(read(text))

    def test_every_country_of_the_table_is_found_by_each_of_its_names(self) -> None:
        self.assertEqual(len(long_codes()), len(nations()))
        for code, nation in nations().items():
            for name in (nation.names[0], f"the Government of {nation.names[0]}"):
                self.assertEqual(OwnerReader(code, "").country(name), code, name)


class OfficeTests(SimpleTestCase):
    def test_one_office_has_the_same_fields_in_three_languages(self) -> None:
        for names in (
            ("Ministry of Justice", "ministère de la Justice", "법무부", "MOJ"),
            ("Ministry of the Interior", "ministère de l'Intérieur", "내무부", "MOI", "Interior Ministry"),
            ("Ministry of Foreign Affairs", "Ministère des Affaires étrangères", "외무부", "MFA"),
            ("Ministry of Labour and Employment", "ministère du Travail et de l'Emploi", "고용노동부"),
        ):
            found = {office.fields for name in names if (office := office_of(name))}
            self.assertEqual(len(found), 1, names)
            self.assertTrue(all(office_of(name) for name in names), names)

    def test_a_name_with_an_unknown_field_is_no_known_office(self) -> None:
        for name in ("Ministry of Silence", "Ministry of Justice and Silence", "Interior design", "정부"):
            self.assertIsNone(office_of(name), name)
