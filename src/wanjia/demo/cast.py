"""Who signs in to the demo world, and with what."""

from dataclasses import dataclass

PASSWORD = "wanjia-2022-demo"  # noqa: S105  printed at every start of the demo; real installations have none
TOWN = 999999001000


def committee(number: int) -> int:
    """Code of the demo's n-th committee, 1 to 12."""
    return TOWN + number


@dataclass(frozen=True, slots=True)
class Part:
    """One account of the demo."""

    login: str
    name: str
    role: str
    area: int


CAST = (
    Part("shuji", "林谷雨", "secretary", committee(1)),
    Part("juwei", "何夏至", "worker", committee(1)),
    Part("wangge", "孙大寒", "grid", committee(1)),
    Part("louzu", "华小暑", "contact", committee(1) * 10**6 + 10001),
    Part("caiyang", "杨立冬", "tester", committee(1)),
    Part("kuaidi", "田处暑", "courier", TOWN),
    Part("huayan", "樊白露", "lab", TOWN),
    Part("liudiao", "白谷雨", "tracer", committee(1)),
    Part("zhaogu", "赵小满", "carer", committee(1)),
    Part("zhuanyun", "处暑生", "transport", TOWN),
    Part("nanzhi", "卫春分", "secretary", committee(6)),
    Part("jiedao", "顾惊蛰", "town", TOWN),
    Part("qu", "陆白露", "district", 999999000000),
    Part("shi", "程立秋", "city", 999900000000),
    Part("kan", "沈霜降", "viewer", TOWN),
)
