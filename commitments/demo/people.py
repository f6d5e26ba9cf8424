"""The people of the demonstration: countries, ministries, invented people, and the accounts.

The home institutions that act are invented, so that no real office appears beside invented delays. Real
ministries are only in the directory, under their public names. The people of the home side have names from
folk tales; Valdoria and its language ("qaa", a code reserved for private use) do not exist.
"""

from commitments.demo.columns import (
    Away,
    Body,
    DemoAccount,
    Gone,
    House,
    Land,
    Names,
    Post,
    Renamed,
    Retitled,
)
from commitments.enums import Classification, MechanismLevel, PostFunction, Role

FICTIONAL = "XV"
HOME = "KR"
OFFICER = "desk"

LANDS = (
    Land(
        "KR",
        Names("Republic of Korea", (("ko", "대한민국"), ("km", "សាធារណរដ្ឋកូរ៉េ"))),
        "Seoul",
        "Asia/Seoul",
        "ko",
        is_partner=False,
    ),
    Land(
        "KH",
        Names("Cambodia", (("ko", "캄보디아"), ("km", "កម្ពុជា"))),
        "Phnom Penh",
        "Asia/Phnom_Penh",
        "km",
        is_partner=True,
    ),
    Land(
        "XV",
        Names("Valdoria", (("ko", "발도리아"), ("qaa", "Valdorië"))),
        "Port Serin",
        "Etc/GMT-3",
        "qaa,en",
        is_partner=True,
        capitals={"ko": "포트세린"},
    ),
    # Gives information in confidence, and has no desk.
    Land("XR", Names("Ruritania", (("ko", "루리타니아"),)), "Strelsau", "Etc/GMT-1", "en", is_partner=False),
)

HOUSES = (
    House(
        "contacts",
        "KR",
        Names("Ministry of External Cooperation (demonstration)", (("ko", "대외협력부 (시연)"),)),
        "External Cooperation",
        runs_tracker=True,
    ),
    House(
        "harbours",
        "KR",
        Names("Ministry of Maritime Economy (demonstration)", (("ko", "해양경제부 (시연)"),)),
        "Maritime Economy",
    ),
    House(
        "digital",
        "KR",
        Names("Cybercrime Coordination Centre (demonstration)", (("ko", "사이버범죄조정센터 (시연)"),)),
        "Cybercrime Centre",
    ),
    House(
        "learning",
        "KR",
        Names("Institute for Skills and Learning (demonstration)", (("ko", "역량교육원 (시연)"),)),
        "Skills Institute",
    ),
    House(
        "visas",
        "KR",
        Names("Office of Travel Documents (demonstration)", (("ko", "여행문서관리청 (시연)"),)),
        "Travel Documents",
    ),
    House(
        "relations",
        "XV",
        Names(
            "Ministry of External Relations",
            (("ko", "발도리아 대외관계부"), ("qaa", "Ministèr dë Relatjonë Esternë")),
        ),
        "External Relations",
    ),
    House(
        "waters",
        "XV",
        Names(
            "Ports and Waterways Authority",
            (("ko", "발도리아 항만수로청"), ("qaa", "Autorità dë Portë e Ağuë")),
        ),
        "Ports Authority",
    ),
    House(
        "constabulary",
        "XV",
        Names("Valdorian Constabulary", (("ko", "발도리아 치안대"), ("qaa", "Konstablerìa Valdorë"))),
        "Constabulary",
    ),
    House(
        "crafts",
        "XV",
        Names(
            "Ministry of Trade and Industry",
            (("ko", "발도리아 통상산업부"), ("qaa", "Ministèr dë Komerč e Industrìa")),
        ),
        "Trade and Industry",
    ),
    # Public names of real ministries, to be assigned by who tries the tracker. Nothing refers to them: no
    # commitment, official or account. The Ministries of Justice of both sides have one name and abbreviation;
    # of two such names a typed line takes neither, so only ours is here.
    House("mofa", "KR", Names("Ministry of Foreign Affairs", (("ko", "외교부"),)), "MOFA"),
    House("moj", "KR", Names("Ministry of Justice", (("ko", "법무부"),)), "MOJ"),
    House("knpa", "KR", Names("Korean National Police Agency", (("ko", "경찰청"),)), "KNPA"),
    House(
        "koica",
        "KR",
        Names("Korea International Cooperation Agency", (("ko", "한국국제협력단"),)),
        "KOICA",
    ),
    House(
        "kh_mfaic",
        "KH",
        Names(
            "Ministry of Foreign Affairs and International Cooperation",
            (("ko", "캄보디아 외교국제협력부"), ("km", "ក្រសួងការបរទេស និងសហប្រតិបត្តិការអន្តរជាតិ")),
        ),
        "MFAIC",
    ),
    House(
        "kh_moi",
        "KH",
        Names("Ministry of Interior", (("ko", "캄보디아 내무부"), ("km", "ក្រសួងមហាផ្ទៃ"))),
        "MOI",
    ),
    House(
        "kh_police",
        "KH",
        Names(
            "General Commissariat of National Police",
            (("ko", "캄보디아 경찰청"), ("km", "អគ្គស្នងការដ្ឋាននគរបាលជាតិ")),
        ),
        "GCNP",
    ),
    House(
        "kh_gdi",
        "KH",
        Names(
            "General Department of Immigration",
            (("ko", "캄보디아 이민총국"), ("km", "អគ្គនាយកដ្ឋានអន្តោប្រវេសន៍")),
        ),
        "GDI",
    ),
)
# The real ones among them.
REAL_HOUSES = frozenset({"mofa", "moj", "knpa", "koica", "kh_mfaic", "kh_moi", "kh_police", "kh_gdi"})

POSTS = (
    Post(
        "vice_head",
        "contacts",
        "Vice Minister of External Cooperation",
        "Bae Jang-hwa",
        PostFunction.HEAD_OF_DELEGATION,
        10,
        (("ko", "배장화", "대외협력부 차관"),),
    ),
    Post(
        "eastern",
        "contacts",
        "Director-General for Island States",
        "Bae Hong-ryeon",
        PostFunction.OTHER,
        20,
        (("ko", "배홍련", "도서국장"),),
    ),
    Post(
        "sim",
        "harbours",
        "Director for International Cooperation, Ministry of Maritime Economy",
        "Sim Cheong",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "심청", "해양경제부 국제협력담당관"),),
        "focal",
    ),
    Post(
        "kim",
        "harbours",
        "Inspector General, Ministry of Maritime Economy",
        "Kim Seon-dal",
        PostFunction.VALIDATING_AUTHORITY,
        25,
        (("ko", "김선달", "해양경제부 감사관"),),
        "validator",
    ),
    Post(
        "jeon",
        "digital",
        "Liaison Officer, Cybercrime Coordination Centre",
        "Jeon U-chi",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "전우치", "사이버범죄조정센터 연락관"),),
        "digital",
    ),
    Post(
        "minister",
        "relations",
        "Minister of External Relations",
        "Ilva Norrandë",
        PostFunction.HEAD_OF_DELEGATION,
        1,
        (("ko", "일바 노란데", "대외관계부 장관"),),
        say="IL-vah nor-RAN-deh",
        helps="Visited Seoul three months ago; takes a personal interest in maritime rescue.",
    ),
    Post(
        "marsk",
        "relations",
        "Director-General for Asia",
        "Teo Marsk",
        PostFunction.FOCAL_POINT,
        20,
        (("ko", "테오 마르스크", "아시아국장"),),
        say="TEH-o MARSK",
        helps="Knows every annex; replies on the same day.",
    ),
    Post(
        "halvet",
        "waters",
        "Chief Harbour Master",
        "Sorin Halvet",
        PostFunction.FOCAL_POINT,
        15,
        (("ko", "소린 할베트", "수석 항만장"),),
        say="SO-rin HAL-vet",
        helps="Thank by name for cooperation on emergency berths.",
    ),
    Post(
        "venn",
        "constabulary",
        "Superintendent, Online Fraud Unit",
        "Adra Venn",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "아드라 벤", "온라인사기수사대장"),),
        say="AH-dra VENN",
    ),
    Post(
        "ostrand",
        "crafts",
        "Director of Tariffs",
        "Pell Ostrand",
        PostFunction.FOCAL_POINT,
        40,
        (("ko", "펠 오스트란드", "관세과장"),),
    ),
    Post(
        "lorne",
        "crafts",
        "Port Dues Officer",
        "Edda Lorne",
        PostFunction.OTHER,
        60,
        (("ko", "에다 로른", "항만료 담당관"),),
    ),
)

RENAMED = (
    Renamed(
        -55,
        "constabulary",
        Names("Valdorian Police Service", (("ko", "발도리아 경찰청"), ("qaa", "Servizë dë Polizìa Valdorë"))),
        "Police Service",
    ),
)
RETITLED = (Retitled(-20, "halvet", "Chief Harbour Master and Director of Pilotage"),)
GONE = (Gone(-12, "lorne"),)
AWAY = (Away(-4, "embassy", "desk", -2, 9),)

BODIES = (
    Body("kh_commission", "KH", "Cambodia-Republic of Korea Joint Commission", MechanismLevel.NOT_STATED),
    Body("commission", "XV", "Joint Commission with Valdoria", MechanismLevel.VICE_MINISTERS, "every year"),
    Body(
        "consultations", "XV", "Policy Consultations with Valdoria", MechanismLevel.DIRECTORS, "twice a year"
    ),
)

DIVISION = "Asia and Islands Division (demonstration)"
DESK = "Cambodia and Valdoria desk (demonstration)"

# The first makes the others, as the only administrator of a new installation does.
ACCOUNTS = (
    DemoAccount("administrator", "Ong Go-jip", Role.ADMINISTRATOR, Classification.PUBLIC),
    DemoAccount("desk", "Hong Gil-dong", Role.DESK_OFFICER, Classification.CONFIDENTIAL),
    DemoAccount("head", "Seong Chun-hyang", Role.HEAD_OF_DESK, Classification.SECRET),
    DemoAccount("division", "Yi Mong-ryong", Role.DIVISION_HEAD, Classification.SECRET),
    DemoAccount("focal", "Sim Cheong", Role.FOCAL_POINT, Classification.RESTRICTED, "harbours"),
    DemoAccount("digital", "Jeon U-chi", Role.FOCAL_POINT, Classification.RESTRICTED, "digital", "ko"),
    DemoAccount(
        "validator", "Kim Seon-dal", Role.VALIDATING_AUTHORITY, Classification.CONFIDENTIAL, "harbours"
    ),
    DemoAccount(
        "embassy",
        "Yeon Heung-bu",
        Role.EMBASSY_OFFICER,
        Classification.CONFIDENTIAL,
        "XV",
        time_zone="Etc/GMT-3",
    ),
    DemoAccount("reader", "Byeol Ju-bu", Role.READER, Classification.SECRET),
    DemoAccount("records", "Pat-jwi", Role.RECORDS_OFFICER, Classification.SECRET),
    DemoAccount("auditor", "Kong-jwi", Role.AUDITOR, Classification.SECRET),
)
