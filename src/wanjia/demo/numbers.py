"""Names and numbers that can't be anyone's.

Identity numbers start with 9999, which no district has; telephones with 120, which no network has; given names are cut
from the 24 solar terms and the seasons.
"""

from datetime import date
from random import Random

from wanjia.kernel.identity import complete

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
    "云苏潘葛范彭郎鲁韦马苗凤花方俞任袁柳"
)
_GIVEN = (
    *("立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑"),
    *("立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒"),
    *("春兰", "夏莲", "秋菊", "冬梅", "知春", "望夏", "闻秋", "暖冬", "初晴", "晚晴", "新雨", "微霜"),
    *("朝露", "听雪", "南风", "北辰", "东来", "西川", "子夜", "正午", "辰光", "暮云"),
)
_FOREIGN = ("Solstice", "Equinox", "Harvest", "Frost", "Summer", "Autumn", "Winter", "Monsoon")


def full_name(draw: Random) -> str:
    return draw.choice(_SURNAMES) + draw.choice(_GIVEN)


def foreign_name(draw: Random) -> str:
    return f"{draw.choice(('Ada', 'Ben', 'Cleo', 'Dan', 'Eve'))} {draw.choice(_FOREIGN)}"


def resident_id(committee: int, born_on: date, serial: int, is_male: bool) -> str:
    """Valid check digit, impossible district. `serial` 0 to 499 keeps those of one birthday apart."""
    order = serial % 500 * 2 + is_male
    return complete(f"9999{committee:02}{born_on:%Y%m%d}{order:03}")


def passport(serial: int) -> str:
    """Two letters that no country's booklet starts with, and seven digits."""
    return f"QZ{serial % 10**7:07}"


def mobile(serial: int) -> str:
    """11 digits in a range that is assigned to nobody: mobile prefixes start at 13."""
    return f"120{serial % 10**8:08}"
