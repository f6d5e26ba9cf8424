"""The people of the demonstration: countries, invented ministries, invented people, and the accounts.

The home institutions are invented too, so that no real office appears beside invented delays. The people of
the home side have names from folk tales; Valdoria and its language ("qaa", a code reserved for private use)
do not exist.
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
    ),
)

HOUSES = (
    House(
        "contacts",
        "KR",
        Names("Bureau of External Contacts (demonstration)", (("ko", "대외연락국 (시연)"),)),
        "Contacts",
        runs_tracker=True,
    ),
    House(
        "harbours",
        "KR",
        Names("Office of Maritime Exchange (demonstration)", (("ko", "해양교류처 (시연)"),)),
        "Seaways",
    ),
    House(
        "digital",
        "KR",
        Names("Agency for Careful Computing (demonstration)", (("ko", "신중전산원 (시연)"),)),
        "Computing",
    ),
    House(
        "learning",
        "KR",
        Names("Institute of Shared Learning (demonstration)", (("ko", "함께배움원 (시연)"),)),
        "Learning",
    ),
    House(
        "visas",
        "KR",
        Names("Board of Travel Papers (demonstration)", (("ko", "여행증서위원회 (시연)"),)),
        "Papers",
    ),
    House(
        "relations",
        "XV",
        Names(
            "Ministry of External Relations",
            (("ko", "발도리아 대외관계부"), ("qaa", "Ministèr dë Relatjonë Esternë")),
        ),
        "Relations",
    ),
    House(
        "waters",
        "XV",
        Names(
            "Harbour and Waters Authority",
            (("ko", "발도리아 항만수역청"), ("qaa", "Autorità dë Portë e Ağuë")),
        ),
        "Waters",
    ),
    House(
        "constabulary",
        "XV",
        Names("Valdorian Constabulary", (("ko", "발도리아 치안대"), ("qaa", "Konstablerìa Valdorë"))),
        "Constables",
    ),
    House(
        "crafts",
        "XV",
        Names("Ministry of Trade and Crafts", (("ko", "발도리아 통상공예부"), ("qaa", "Ministèr dë Komerč"))),
        "Crafts",
    ),
)

POSTS = (
    Post(
        "vice_head",
        "contacts",
        "Vice-head of External Contacts",
        "Bae Jang-hwa",
        PostFunction.HEAD_OF_DELEGATION,
        10,
        (("ko", "배장화", "대외연락국 부국장"),),
    ),
    Post(
        "eastern",
        "contacts",
        "Director for Island Countries",
        "Bae Hong-ryeon",
        PostFunction.OTHER,
        20,
        (("ko", "배홍련", "도서국 과장"),),
    ),
    Post(
        "sim",
        "harbours",
        "Head of the international section, Maritime Exchange",
        "Sim Cheong",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "심청", "해양교류처 국제계장"),),
        "focal",
    ),
    Post(
        "kim",
        "harbours",
        "Inspector of Maritime Exchange",
        "Kim Seon-dal",
        PostFunction.VALIDATING_AUTHORITY,
        25,
        (("ko", "김선달", "해양교류처 감찰관"),),
        "validator",
    ),
    Post(
        "jeon",
        "digital",
        "Liaison engineer, Careful Computing",
        "Jeon U-chi",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "전우치", "신중전산원 연락관"),),
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
        helps="Was our guest in August; likes to speak of rescue at sea.",
    ),
    Post(
        "marsk",
        "relations",
        "Director for Eastern Countries",
        "Teo Marsk",
        PostFunction.FOCAL_POINT,
        20,
        (("ko", "테오 마르스크", "동방국장"),),
        say="TEH-o MARSK",
        helps="Reads every annex; answers within the day.",
    ),
    Post(
        "halvet",
        "waters",
        "Harbour Master General",
        "Sorin Halvet",
        PostFunction.FOCAL_POINT,
        15,
        (("ko", "소린 할베트", "항만장"),),
        say="SO-rin HAL-vet",
        helps="Thank by name for the berths.",
    ),
    Post(
        "venn",
        "constabulary",
        "Superintendent for Online Fraud",
        "Adra Venn",
        PostFunction.FOCAL_POINT,
        30,
        (("ko", "아드라 벤", "치안대 총경"),),
        say="AH-dra VENN",
    ),
    Post(
        "ostrand",
        "crafts",
        "Keeper of the Tariff",
        "Pell Ostrand",
        PostFunction.FOCAL_POINT,
        40,
        (("ko", "펠 오스트란드", "관세관"),),
    ),
    Post(
        "lorne",
        "crafts",
        "Clerk of Harbour Dues",
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
        Names(
            "Valdorian Safety Service", (("ko", "발도리아 안전청"), ("qaa", "Servizë dë Siguranz Valdorë"))
        ),
        "Safety",
    ),
)
RETITLED = (Retitled(-20, "halvet", "Harbour Master General and Chief Pilot"),)
GONE = (Gone(-12, "lorne"),)
AWAY = (Away(-4, "embassy", "desk", -2, 9),)

BODIES = (
    Body("kh_commission", "KH", "Cambodia-Republic of Korea Joint Commission", MechanismLevel.NOT_STATED),
    Body("commission", "XV", "Valdoria Joint Commission", MechanismLevel.VICE_MINISTERS, "every year"),
    Body("consultations", "XV", "Valdoria Policy Consultations", MechanismLevel.DIRECTORS, "twice a year"),
)

DIVISION = "Division for Neighbours and Islands (demonstration)"
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
