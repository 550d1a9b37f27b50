"""What laboratories write above their columns, and what it means here."""

from functools import lru_cache

from wanjia.roster.importing.words import plain_header

FIELDS = ("code", "value", "tested_at", "run", "well", "tests", "reason")
REQUIRED = ("code", "value")
_KNOWN = """
code: 试管编码 试管码 试管编号 试管号 管号 管码 样本编号 样本号 样本条码 样本条形码 标本编号 标本号 条码 条码号 条形码
code: 采样管编号 采样管号 混检管号 混管编号 code tube tubecode tubeno tubeid sample sampleid samplecode barcode specimen
code: specimenid accession
value: 结果 检测结果 检验结果 核酸结果 核酸检测结果 最终结果 判定结果 结论 检测结论 result testresult finalresult
value: interpretation conclusion
tested_at: 检测时间 检测日期 检验时间 检验日期 实验时间 上机时间 报告时间 出结果时间 testedat testtime testdate
tested_at: reportedat reporttime
run: 批次 批号 批次号 检测批次 板号 板编号 上机批次 实验批次 run runid batch batchno plate plateid
well: 孔位 孔号 孔 位置 板位 well wellposition position
tests: 反应数 检测数 测试数 tests reactions
reason: 更正原因 修改原因 更正说明 备注 reason correction note remark
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in filter(None, _KNOWN.splitlines()):
        field, _colon, words = line.partition(":")
        table |= {plain_header(word): field for word in words.split()}
    return table


def field_of(header: str) -> str:
    """The field that a header means, "" for one that nobody knows."""
    return _table().get(plain_header(header), "")
