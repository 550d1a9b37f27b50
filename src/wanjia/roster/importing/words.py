"""What committees write above their columns and into their tag cells, Chinese and English, and what it means here."""

import re
from functools import lru_cache

from wanjia.kernel.plain import tight

_FIELDS = """
name: 姓名 人员姓名 居民姓名 名字 姓 名称 成员姓名 被采样人 受检人 受检人姓名 name fullname residentname personname
head_name: 户主姓名 户主名字 headname headofhousehold householder
document: 身份证号 身份证号码 身份证 身份证件号 证件号 证件号码 证件 公民身份号码 身份号码 证号 护照号
document: 身份证(护照)号 id idnumber idno idcard documentnumber documentno document passport passportno nationalid
document_kind: 证件类型 证件类别 证件种类 idtype documenttype documentkind
sex: 性别 sex gender
born_on: 出生日期 出生年月日 出生年月 生日 出生 dateofbirth birthdate birthday dob bornon born
phone: 联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 移动电话 固定电话 固话 备用电话 家庭电话 联系电话1
phone: 联系电话2 本人电话 tel telephone phone phonenumber mobile cell mobilephone contact
committee: 居委 居委会 居民委员会 村居 所属居委 所属居委会 所属社区 社区 居民区 所属居民区 村委会 居村委
committee: committee residentscommittee community
compound: 小区 小区名称 现住小区/建筑 现住小区 所在小区 居住小区 小区名 住宅小区 compound estate
lane: 弄 弄号 弄堂 lane
building: 楼栋 楼号 幢 幢号 栋 栋号 楼 号 楼栋号 门牌号 号楼 楼宇 楼组 座 building buildingno bldg block
stair: 单元 单元号 楼道 门洞 stair unit entrance staircase
floor: 楼层 层 floor storey
room: 室 室号 房号 房间号 房间 户室 门牌 室(户)号 房屋号 room roomno flat apartment apt
address: 住址 地址 现住址 现住地址 居住地址 家庭住址 详细地址 门牌地址 座落 坐落 居住地 现居住地址 现居地址
address: 常住地址 address homeaddress residence currentaddress
actual_address: 实际居住地 实际居住地址 实际住址 实际地址 actualaddress actualresidence
registered_address: 户籍地址 户籍地 户籍所在地 户籍小区/建筑 户口所在地 户口地址 户籍 registeredaddress hukou
registered_address: hukouaddress
relation: 与户主关系 与其他人员关系 户主关系 关系 家庭关系 成员关系 relation relationship relationtohead
is_head: 是否户主 户主 ishead head
lives_apart: 是否人户分离 人户分离 人户分离标志 livesapart
presence: 在住情况 居住状态 人员状态 在住状态 状态 居住情况 是否在沪 在沪情况 presence status
moved: 是否已迁出 是否迁出 已迁出 迁出 movedaway moved
died: 是否死亡 是否已故 死亡 已故 died deceased
away: 是否外出 外出 是否离沪 away
household_kind: 房屋状态 房屋性质 房屋类型 房屋用途 居住性质 自住/出租/空置 tenure householdkind occupancy
tags: 重点类别 重点人员类别 人员标签 标签 特殊类别 特殊需求 特殊人群 人群分类 特殊情况 tags needs specialneeds
note: 备注 备注1 说明 其他 note notes remark remarks comment comments
grid: 所属网格 网格 网格名称 网格号 grid
ignore: 序号 编号 no 人员类型 是否重点人员 健康状况 户编号 户号 民族 籍贯 年龄 age nationality ethnicity index number
need:oxygen: 吸氧 氧疗 呼吸机 家庭氧疗 吸氧或呼吸机 制氧机 家用呼吸机 oxygen ventilator oxygenorventilator
need:dialysis: 血透 透析 血液透析 腹透 腹膜透析 血透患者 透析病人 dialysis
need:chemotherapy: 化疗 放疗 放化疗 化疗放疗 肿瘤放化疗 chemotherapy chemo
need:pregnant: 孕妇 孕产妇 怀孕 孕期 待产 pregnant
need:infant: 婴儿 婴幼儿 新生儿 infant baby
need:lives_alone: 独居 独居老人 独居高龄 独居老年人 独居80+ livesalone
need:sole_elder: 孤老 孤寡老人 孤寡 soleelder
need:disabled: 残疾 残疾人 持证残疾 持证残疾人 残障 disabled disability
need:chronic_medicine: 慢病 慢性病 长期服药 慢病用药 慢病配药 慢性病配药 配药 chronicmedicine chronic
need:no_smartphone: 无智能手机 不用智能手机 不会用智能手机 无手机 没有智能手机 nosmartphone
need:language: 语言 外语 语言不通 语言需求 language speaksanotherlanguage
"""
FIELDS: dict[str, str] = {}  # what a header means, by its plain text
for _line in _FIELDS.strip().splitlines():
    _field, _, _synonyms = _line.rpartition(": ")
    FIELDS.update(dict.fromkeys(_synonyms.split(), _field))

KNOWN = frozenset(FIELDS.values())
SEVERAL = frozenset({"phone", "registered_address", "note", "tags", "ignore", "address"})  # may stand in two columns
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_LATIN_NOISE = re.compile(r"[\s_.*:：'’#]+")
_SILENT_TAGS = frozenset({"高龄", "高龄老人", "80+", "80岁以上", "老人", "老年人", "低保", "党员", "重点", "重点人员"})


@lru_cache(maxsize=2048)
def plain_header(text: str) -> str:
    """A header without what differs from sheet to sheet: spaces, stars, case."""
    return _LATIN_NOISE.sub("", tight(text)).casefold()


@lru_cache(maxsize=2048)
def field_of(header: str) -> str:
    """The field that a header means, "" when we can't tell. Hints in brackets, as in 独居(1/0), are left aside."""
    plain = plain_header(header)
    bare = _BRACKETS.sub("", plain)
    return FIELDS.get(plain) or FIELDS.get(bare) or FIELDS.get(bare.removeprefix("是否")) or ""


@lru_cache(maxsize=2048)
def need_of(tag: str) -> str | None:
    """The kind of need that a tag means; "" for a tag that needs no entry of its own (age is known); None: unknown."""
    plain = plain_header(tag)
    field = FIELDS.get(plain) or FIELDS.get(_BRACKETS.sub("", plain)) or ""
    if field.startswith("need:"):
        return field.removeprefix("need:")
    if tag in _SILENT_TAGS:
        return ""
    return next((kind for sign, kind in _SIGNS if sign in tag), None)


_SIGNS = (
    ("独居", "lives_alone"), ("孤", "sole_elder"), ("残", "disabled"), ("孕", "pregnant"), ("透", "dialysis"),
    ("化疗", "chemotherapy"), ("放疗", "chemotherapy"), ("氧", "oxygen"), ("呼吸机", "oxygen"), ("婴", "infant"),
    ("慢", "chronic_medicine"), ("智能手机", "no_smartphone"),
)  # fmt: skip
