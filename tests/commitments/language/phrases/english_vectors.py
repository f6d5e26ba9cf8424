"""English wordings and what they must say."""

from tests.commitments.language.phrases.vectors import asked, dated, recurring, undated

ENGLISH = [
    *dated("fixed", """
        by 30 June 2027 | | 2027-06-30
        By June 30th, 2027. | | 2027-06-30
        by the 30th of June 2027 | | 2027-06-30
        no later than 30 June 2027 | | 2027-06-30
        30 June 2027 at the latest | | 2027-06-30
        on or before 30 June 2027 | | 2027-06-30
        by Wednesday, 30 June 2027 | | 2027-06-30
        by 2027-06-30 | | 2027-06-30
        by 30/06/2027 | | 2027-06-30
        as soon as possible, and no later than 30 June 2027 | | 2027-06-30
        on 30 June 2027 | 2027-06-30 | 2027-06-30
        before 30 June 2027 | | 2027-06-29
        prior to January 1, 2028 | | 2027-12-31
        before 2030 | | 2029-12-31
        before June 2027 | | 2027-05-31
        by 29 February 2028 | | 2028-02-29
        in June 2027 | 2027-06-01 | 2027-06-30
        on 12-14 June 2027 | 2027-06-12 | 2027-06-14
        on June 12-14, 2027 | 2027-06-12 | 2027-06-14
        in the latter half of 2027 | 2027-07-01 | 2027-12-31
        for the years 2027 to 2029 | 2027-01-01 | 2029-12-31
        by February 2028 | | 2028-02-29
        by the end of June 2027 | | 2027-06-30
        in 2027 | 2027-01-01 | 2027-12-31
        during the year 2027 | 2027-01-01 | 2027-12-31
        no later than 2050 | | 2050-12-31
        by the end of 2026 | | 2026-12-31
        by end-2026 | | 2026-12-31
        before the end of 2026 | | 2026-12-31
        through 2027 | | 2027-12-31
        until at least 2030 | | 2030-12-31
        first half of 2027 | 2027-01-01 | 2027-06-30
        in the second half of 2027 | 2027-07-01 | 2027-12-31
        in the third quarter of 2027 | 2027-07-01 | 2027-09-30
        by Q1 2027 | | 2027-03-31
        between April and October 2027 | 2027-04-01 | 2027-10-31
        between 1 and 15 June 2027 | 2027-06-01 | 2027-06-15
        12-15 June 2027 | 2027-06-12 | 2027-06-15
        June-July 2027 | 2027-06-01 | 2027-07-31
        Nov 2026 to Feb 2027 | 2026-11-01 | 2027-02-28
        in Q3-Q4 2027 | 2027-07-01 | 2027-12-31
        15-Jun-2027 | 2027-06-15 | 2027-06-15
        from April 2026 to October 2027 | 2026-04-01 | 2027-10-31
        for the 2026-2030 period | 2026-01-01 | 2030-12-31
        in the 2020s | 2020-01-01 | 2029-12-31
        later in 2026 | 2026-05-12 | 2026-12-31
        in the rest of 2026 | 2026-05-12 | 2026-12-31
    """),
    *dated("relative", """
        within 30 days | | 2026-06-11
        within 30 days of the meeting | | 2026-06-11
        within thirty (30) days from the date of this meeting | | 2026-06-11
        within 10 working days of the meeting | | 2026-05-27
        within ten business days | | 2026-05-27
        within 10 working days in both capitals | | 2026-05-28
        within 10 working days in Phnom Penh | | 2026-05-27
        within 10 working days of 17 May 2026 | | 2026-06-01
        within two weeks | | 2026-05-26
        within a fortnight | | 2026-05-26
        in two weeks' time | | 2026-05-26
        two weeks from now | | 2026-05-26
        within a month | | 2026-06-12
        within half a year | | 2026-11-12
        within a year | | 2027-05-12
        within the next year | | 2027-05-12
        over the next year | 2026-05-12 | 2027-05-12
        from June to August | 2026-06-01 | 2026-08-31
        on June 3-5 | 2026-06-03 | 2026-06-05
        the following day | 2026-05-13 | 2026-05-13
        over the next two years | 2026-05-12 | 2028-05-12
        in the next six months | 2026-05-12 | 2026-11-12
        over five years | 2026-05-12 | 2031-05-12
        later this year | 2026-05-12 | 2026-12-31
        this year | 2026-05-12 | 2026-12-31
        within the year | 2026-05-12 | 2026-12-31
        by the end of the year | | 2026-12-31
        before the end of this year | | 2026-12-31
        by year-end | | 2026-12-31
        by month-end | | 2026-05-31
        next year | 2027-01-01 | 2027-12-31
        by the end of next year | | 2027-12-31
        in the first half of next year | 2027-01-01 | 2027-06-30
        later this month | 2026-05-12 | 2026-05-31
        next month | 2026-06-01 | 2026-06-30
        this week | 2026-05-12 | 2026-05-15
        next week | 2026-05-18 | 2026-05-22
        next quarter | 2026-07-01 | 2026-09-30
        this decade | 2026-05-12 | 2029-12-31
        by the end of the decade | | 2029-12-31
        in October | 2026-10-01 | 2026-10-31
        in February | 2027-02-01 | 2027-02-28
        by 30 June | | 2026-06-30
        by 1 March | | 2027-03-01
        by 29 February | | 2028-02-29
        by 30 June next year | | 2027-06-30
        by Wednesday 30 June next year | | 2027-06-30
        by Tuesday 30 June | | 2026-06-30
        tomorrow | 2026-05-13 | 2026-05-13
        this June | 2026-06-01 | 2026-06-30
        in a year's time | | 2027-05-12
        as early as next month | 2026-06-01 | 2026-06-30
        before the year is out | | 2026-12-31
        before Christmas | | 2026-12-24
        by tmrw | | 2026-05-13
    """),
    *dated("approximate", """
        early October | 2026-10-01 | 2026-10-10
        in mid-October 2026 | 2026-10-11 | 2026-10-20
        late February 2028 | 2028-02-21 | 2028-02-29
        early next month | 2026-06-01 | 2026-06-10
        early 2027 | 2027-01-01 | 2027-04-30
        mid-2027 | 2027-05-01 | 2027-08-31
        mid-year 2027 | 2027-05-01 | 2027-08-31
        by late 2027 | 2027-09-01 | 2027-12-31
        late next year | 2027-09-01 | 2027-12-31
        in the coming days | 2026-05-12 | 2026-05-26
        in the coming weeks | 2026-05-12 | 2026-06-23
        over the coming months | 2026-05-12 | 2026-08-12
        in the weeks ahead | 2026-05-12 | 2026-06-23
    """),
    *recurring("""
        annually | P1Y | 2026-05-12 | 2027-05-12
        every year | P1Y | 2026-05-12 | 2027-05-12
        semi-annually | P6M | 2026-05-12 | 2026-11-12
        twice a year | P6M | 2026-05-12 | 2026-11-12
        three times a year | P4M | 2026-05-12 | 2026-09-12
        quarterly | P3M | 2026-05-12 | 2026-08-12
        every month | P1M | 2026-05-12 | 2026-06-12
        on the 5th of each month | P1M | 2026-05-12 | 2026-06-12
        by the tenth working day of every second month | P2M | 2026-05-12 | 2026-07-12
        weekly | P1W | 2026-05-12 | 2026-05-19
        fortnightly | P2W | 2026-05-12 | 2026-05-26
        daily | P1D | 2026-05-12 | 2026-05-13
        biennial | P2Y | 2026-05-12 | 2028-05-12
        once every two years | P2Y | 2026-05-12 | 2028-05-12
        at least once a year | P1Y | 2026-05-12 | 2027-05-12
        every three years | P3Y | 2026-05-12 | 2029-05-12
        every 45 days | P45D | 2026-05-12 | 2026-06-26
        by 1 November each year | P1Y | | 2026-11-01
        annually by 1 March | P1Y | | 2027-03-01
        in October of each year | P1Y | 2026-10-01 | 2026-10-31
        by the end of each year | P1Y | | 2026-12-31
    """),
    *undated("recurring", 90, "regularly\non a regular basis\nperiodically\nat regular intervals"),
    *undated("open", 30, "as soon as possible\nas soon as practicable\nas quickly as possible\npromptly\n"
             "immediately\nwithout delay\nat the earliest possible date\nexpeditiously"),
    *undated("open", 90, "soon\nshortly\nin the near future\nat an early date\nin due course\n"
             "in a timely manner\nat a mutually convenient time\nat a time convenient to both"),
    *undated("none", 90, "not stated\nnone\nno deadline"),
    *undated("event", 90, "before the 3rd Joint Commission\nat the next summit\nat COP35\n"
             "by our next meeting\n"
             "in the lead-up to the centenary\nfor the G20\nnext meeting\nahead of the next round of talks\n"
             "two weeks before the next session\nin time for the next summit"),
    *undated("open", 90, "on a date to be agreed\non dates to be mutually agreed\nat mutually agreed dates\n"
             "at the earliest mutually convenient time\nwithin the agreed timeframe"),
    *asked("fixed", """
        by 31 June 2027 | no_such_date
        between November and February 2027 | order
        by 29 February 2027 | no_such_date
        by Thursday, 30 June 2027 | weekday
        by 03/04/2027 | numeric_date
        2026-2027 | span
        2028-29 | span
    """),
    *asked("relative", """
        in May | same_month
        by Monday 30 June | weekday
        within 10 days of H1 | year
        by Mon 30 June next year | weekday
        by 12 May | same_day
        next June | next
        within 30 days of signature | anchor
        within 30 days of acceptance | anchor
        within 60 days of completion of the study | anchor
        within 30 days of the next meeting | anchor
        within 30 days after the entry into force of the treaty | anchor
        within 10 working days in Paris | capital
        within 48 hours | hours
        by 5 pm on 30 June 2027 | hours
        30 days | length_alone
        10 working days | length_alone
        within 2-3 weeks | range
        by the second quarter | year
        by Q3 | year
        on Fri | weekday_alone
        by 30/06 | numeric_date
        in the coming year | next
        on Friday | weekday_alone
        by next Friday | weekday_alone
        starting in 2027 | start
        after the meeting | start
        shortly after the visit | start
        after 30 days | start
        from November to January | year
        from 1 June 2027 | start
        by 29 February next year | no_such_date
    """),
    *asked("approximate", """
        by the summer | season
        in spring 2027 | season
        by the end of the fiscal year | fiscal
        in FY2027 | fiscal
        in the coming years | years
        in the next few months | few
        in the coming weeks and months | range
        in the weeks and months ahead | range
        around 30 June 2027 | about
        at the beginning of 2027 | part
        in the first week of October | part
        during the first half of August 2027 | part
        mid-year | year
    """),
    *asked("recurring", """
        biannually | biannual
        bimonthly | bimonthly
        five times a year | not_understood
    """),
    *asked("event", """
        at this meeting | which_meeting
        before the visit | which_meeting
        upon entry into force | condition
        after the elections | condition
        once it is ratified | condition
    """),
    *asked("none", """
        subject to ratification | condition
        by 30 June 2027, subject to approval | condition
        over the past two years | past
        no later than | incomplete
        at the latest | incomplete
        ten (12) days | not_understood
        by the second Friday of June | not_understood
        when pigs fly by 30 June 2027 | condition
        by 30 June 2027 or 30 June 2028 | not_understood
        probably by 30 June 2027 | not_understood
        not by 30 June 2027 | not_understood
    """),
]  # fmt: skip
